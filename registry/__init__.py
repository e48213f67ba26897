"""The Lab Safety Registry: the public record of what AI labs have promised about safety."""

__version__ = "0.1.0"
