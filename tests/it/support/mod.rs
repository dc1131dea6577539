//! What several tests need: databases, engines, servers.
