"""The prompt box on its screen: editing earlier turns, the editor, the history, the palette."""

from __future__ import annotations
