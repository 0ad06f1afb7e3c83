//! Webhook bodies, as observations (instagram-platform, sections 6.5 and 6.6).
