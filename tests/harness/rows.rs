//! Which row of Scalekit's advice is shown where. (wip)
