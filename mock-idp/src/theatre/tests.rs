//! Scenes of small records.
