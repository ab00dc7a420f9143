"""The smallest Textual app with an input: the baseline of the start-up benchmark."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Input(placeholder="Ask anything")


if __name__ == "__main__":
    Bare().run()
