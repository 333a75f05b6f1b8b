"""An independent reading of Mixpanel exports, to compare mpdata's with. Standard library only."""
