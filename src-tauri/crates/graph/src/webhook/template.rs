//! Templates, products and appointments (instagram-platform, section 6.6, `template` and `appointment_booking`).

use domain::message::{Appointment, Card};
use serde_json::Value;

use crate::wire::json::Node;
use crate::wire::time::time;

/// Instagram allows ten elements.
const MAX_CARDS: usize = 30;
/// And three buttons.
const MAX_BUTTONS: usize = 13;

/// The cards of a template's payload: of a generic template, of products, or one with a text and buttons.
pub(super) fn cards(payload: &Value) -> Vec<Card> {
    let places = [payload.field("generic"), payload.field("product"), payload.field("button"), Some(payload)];
    for place in places.into_iter().flatten() {
        let elements = place.items("elements");
        // Some echoes give the elements as the list itself.
        let elements = if elements.is_empty() { crate::wire::json::items(place) } else { elements };
        let cards: Vec<Card> = elements.iter().take(MAX_CARDS).filter_map(card).collect();
        if !cards.is_empty() {
            return cards;
        }
        if let Some(card) = place.field("text").and_then(|_| card(place)) {
            return vec![card];
        }
    }
    Vec::new()
}

/// `None` when the element shows nothing.
fn card(element: &Value) -> Option<Card> {
    let buttons = element.items("buttons").iter().take(MAX_BUTTONS);
    let card = Card {
        title: element.owned("title").or_else(|| element.owned("text")),
        subtitle: element.owned("subtitle"),
        picture: element.owned("image_url").or_else(|| element.owned("media_url")),
        buttons: buttons.filter_map(|button| button.owned("title")).collect(),
    };
    (card != Card::default()).then_some(card)
}

/// An appointment; its times are seconds.
pub(super) fn appointment(payload: &Value) -> Appointment {
    let at = |name| payload.field(name).and_then(time).map(|time| time.at);
    Appointment {
        status: payload.owned("status"),
        begins_at: at("start_time"),
        ends_at: at("end_time"),
        time_zone: payload.owned("timezone"),
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;
    use serde_json::json;

    use super::*;

    fn card(title: &str) -> Card {
        Card { title: Some(title.into()), ..Card::default() }
    }

    #[test]
    fn cards_of_each_template() {
        let generic = json!({"generic": {"elements": [
            {"title": "Serum", "subtitle": "30 ml", "image_url": "https://i",
                "buttons": [{"type": "web_url", "title": "Buy"}, {"type": "postback", "title": "Ask"}, {"type": "odd"}]},
            {"title": "Cream"}, {}, "odd"]}});
        let first = Card {
            subtitle: Some("30 ml".into()),
            picture: Some("https://i".into()),
            buttons: vec!["Buy".into(), "Ask".into()],
            ..card("Serum")
        };
        assert_eq!(cards(&generic), [first, card("Cream")]);
        let product = json!({"product": {"elements": [{"id": "1", "retailer_id": "r", "title": "Cream"}]}});
        assert_eq!(cards(&product), [card("Cream")]);
        let button = json!({"template_type": "button", "text": "Which one?", "buttons": [{"title": "A"}]});
        assert_eq!(cards(&button), [Card { buttons: vec!["A".into()], ..card("Which one?") }]);
        assert_eq!(cards(&json!({"elements": [{"title": "Cream"}]})), [card("Cream")]);
        for nothing in [json!(null), json!({}), json!({"generic": 5}), json!({"product": {"elements": {}}})] {
            assert_eq!(cards(&nothing), [], "{nothing}");
        }
    }

    #[test]
    fn an_endless_template_ends() {
        let elements: Vec<Value> = (0..10_000).map(|_| json!({"title": "x"})).collect();
        assert_eq!(cards(&json!({"generic": {"elements": elements}})).len(), MAX_CARDS);
    }

    #[test]
    fn appointments_are_in_seconds() {
        let read = appointment(&json!({"booking_id": "b", "status": "PENDING", "start_time": 1_790_000_000,
            "end_time": "1790003600", "timezone": "Europe/Berlin"}));
        let expected = Appointment {
            status: Some("PENDING".into()),
            begins_at: Some(Timestamp(1_790_000_000_000)),
            ends_at: Some(Timestamp(1_790_003_600_000)),
            time_zone: Some("Europe/Berlin".into()),
        };
        assert_eq!(read, expected);
        assert_eq!(appointment(&json!(null)), Appointment::default());
    }
}
