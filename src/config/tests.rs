//! Homes, good and faulty.
