"""Conversations that become files."""
