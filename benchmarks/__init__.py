"""Figures of this project, one module each; docs/performance.md has what they gave."""
