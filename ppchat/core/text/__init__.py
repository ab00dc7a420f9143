"""Text and its formats: ropes, dates, JSON trees and JSON fields."""
