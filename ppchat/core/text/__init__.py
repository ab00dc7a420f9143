"""Text and how it is written: ropes, dates, trees and fields of JSON."""
