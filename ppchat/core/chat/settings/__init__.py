"""What a request asks with besides the conversation, and how a body says it."""
