//! Changing settings.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::view::Settings;
use crate::{ApiError, ErrorCode};

/// Settings to change, by their names in [`Settings`]. The others stay as they are, whoever else changes them meanwhile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsChange(#[ts(type = "Partial<Settings>")] Map<String, Value>);

impl SettingsChange {
    /// The settings with these in place of their own.
    ///
    /// # Errors
    /// [`ErrorCode::Invalid`] when there is no setting of a name, or it cannot have such a value.
    pub fn applied_to(self, settings: &Settings) -> Result<Settings, ApiError> {
        let Self(mut all) = Self::from(settings);
        for (name, value) in self.0 {
            let setting = all.get_mut(&name).ok_or_else(invalid)?;
            *setting = value;
        }
        serde_json::from_value(Value::Object(all)).map_err(|_| invalid())
    }
}

impl From<&Settings> for SettingsChange {
    fn from(settings: &Settings) -> Self {
        match serde_json::to_value(settings) {
            Ok(Value::Object(all)) => Self(all),
            _ => Self::default(),
        }
    }
}

fn invalid() -> ApiError {
    ApiError::with_detail(ErrorCode::Invalid, "there is no such setting")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::view::Theme;

    fn applied(change: Value) -> Result<Settings, ApiError> {
        let change: SettingsChange = serde_json::from_value(change).unwrap();
        change.applied_to(&Settings { language: Some("ja".into()), undo_ms: 7, ..Settings::default() })
    }

    #[test]
    fn only_what_is_named_changes() {
        let stayed = Settings { language: Some("ja".into()), undo_ms: 7, ..Settings::default() };
        assert_eq!(applied(json!({})), Ok(stayed.clone()));
        assert_eq!(
            applied(json!({ "theme": "dark", "language": null })),
            Ok(Settings { theme: Theme::Dark, language: None, ..stayed })
        );
    }

    #[test]
    fn what_is_no_setting_changes_nothing() {
        for change in [json!({ "colour": "red" }), json!({ "theme": "red" }), json!({ "undo_ms": -1 })] {
            assert_eq!(applied(change).unwrap_err().code, ErrorCode::Invalid);
        }
    }
}
