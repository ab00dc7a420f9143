"""What works on a chat, once there is one; none of it is imported before the first paint."""

from __future__ import annotations

from typing import NamedTuple

from textual.screen import Screen
from textual.timer import Timer

from ppchat.adapters.daemon_thread import in_daemon_thread
from ppchat.adapters.prices.prices import Prices
from ppchat.adapters.profiles.target import Target
from ppchat.core.security.loopback import is_loopback
from ppchat.services.chat import ChatSession
from ppchat.services.conversation_tools import ConversationTools
from ppchat.tui.screens.conversation.answer_stream import AnswerStream
from ppchat.tui.screens.conversation.asking import Asking
from ppchat.tui.screens.conversation.composer import Composer
from ppchat.tui.screens.conversation.keys.dialogs import Dialogs
from ppchat.tui.screens.conversation.keys.models import Models
from ppchat.tui.screens.conversation.keys.selected_answer import SelectedAnswer
from ppchat.tui.screens.conversation.open_conversation import OpenConversation
from ppchat.tui.screens.conversation.panes import Panes
from ppchat.tui.screens.conversation.tool_calls.open_calls import OpenCalls
from ppchat.tui.screens.conversation.welcome.offers import Offers
from ppchat.tui.screens.conversation.windows.other_windows import OtherWindows
from ppchat.tui.widgets.foot import Foot
from ppchat.tui.widgets.status_bar import StatusBar


class Parts(NamedTuple):
    """The panes, and who acts on them and on the conversation."""

    panes: Panes
    tools: ConversationTools
    answers: AnswerStream
    open_calls: OpenCalls
    open_conversation: OpenConversation
    selected_answer: SelectedAnswer
    dialogs: Dialogs
    models: Models
    other_windows: OtherWindows
    prices: Prices

    async def load_prices(self, target: Target) -> None:
        """Show what answers cost by the package of prices, if it may know the server."""
        is_here = target.is_demo or is_loopback(target.base_url)
        if not is_here and await in_daemon_thread(self.prices.load_package):
            self.panes.price_again()


def assemble(
    screen: Screen[None],
    chat: ChatSession,
    asking: Asking,
    offers: Offers,
    composer: Composer,
    *,
    bar: StatusBar,
    foot: Foot,
    ticks: Timer,
) -> Parts:
    """Build the parts of a screen; the panes are not mounted yet."""
    prices = Prices(chat.settings)
    panes, tools = Panes(chat.conversation, prices.cost), ConversationTools(chat)
    answers = AnswerStream(chat, tools, prices, panes, bar, foot, ticks)
    open_calls = OpenCalls(screen, chat, asking, answers, composer, tools)
    selected = SelectedAnswer(screen, chat, asking, panes, composer, open_calls)
    models = Models(screen, chat, asking, answers, composer, selected, foot)
    opened = OpenConversation(screen, chat, asking, offers, panes, composer, open_calls)
    return Parts(
        panes,
        tools,
        answers,
        open_calls,
        opened,
        selected,
        Dialogs(screen, chat, asking, tools, answers, foot, models),
        models,
        OtherWindows(screen, chat, asking, opened),
        prices,
    )
