use super::*;
use crate::message::{Appointment, Attachment, AttachmentKind, Card, StoryReply};

fn style(with_notes: bool) -> Style {
    let words = Words {
        language: "en".into(),
        title: "Luma & friends".into(),
        lead: vec!["Links expire.".into()],
        unsent: "Message unsent".into(),
        notes: "Notes".into(),
        edited: "edited".into(),
        kinds: HashMap::from([(MessageKind::Image, "Photo".into())]),
        ..Words::default()
    };
    Style {
        made_at: Timestamp(1_795_446_000_000),
        zone: TimeZone::get("Europe/Berlin").expect("a zone"),
        with_notes,
        words,
    }
}

fn conversation(with_notes: bool) -> Conversation {
    let note = Note { at: Timestamp(1_795_446_000_000), author: "Ben".into(), text: "=cmd()".into() };
    Conversation {
        id: ConversationId(7),
        handle: "luma".into(),
        person: "Ada <b>".into(),
        username: Some("ada".into()),
        standing: Standing::NeedsReply,
        labels: vec!["VIP".into()],
        intent: Some(Intent::Issue),
        outcome: None,
        notes: with_notes.then(|| vec![note]),
    }
}

fn messages() -> Vec<Message> {
    let message = Message {
        id: MessageId(1),
        at: Timestamp(1_795_446_000_000),
        direction: Direction::In,
        kind: MessageKind::Text,
        text: Some("=1+1, \"so\"".into()),
        parts: Vec::new(),
        unsent: false,
        edited: true,
        human_agent: false,
        links: Vec::new(),
        reactions: vec![Reaction { by: Direction::Out, emoji: "❤".into() }],
    };
    let picture = Message {
        id: MessageId(2),
        kind: MessageKind::Image,
        direction: Direction::Out,
        text: None,
        edited: false,
        human_agent: true,
        links: vec!["https://cdn.example/a?b=1&c=2".into()],
        reactions: Vec::new(),
        ..message.clone()
    };
    let unsent = Message { id: MessageId(3), unsent: true, text: Some("regret".into()), ..picture.clone() };
    vec![message, picture, unsent.without_unsent()]
}

fn written(format: Format, with_notes: bool) -> String {
    let mut file = writing(format, style(with_notes));
    let mut text = file.begin();
    for _ in 0..2 {
        text.push_str(&file.open(conversation(with_notes)));
        for message in messages() {
            text.push_str(&file.add(vec![message]));
        }
        text.push_str(&file.close());
    }
    text.push_str(&file.end());
    text
}

#[test]
fn a_table_of_messages_has_a_row_for_each_and_no_formula() {
    let text = written(Format::MessagesCsv, true);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "\u{FEFF}time,handle,conversation,person,username,direction,author,kind,text,links,reactions,edited,human_agent",
            "2026-11-23T15:00:00Z,luma,7,Ada <b>,ada,in,Ada <b>,text,\"'=1+1, \"\"so\"\"\",,❤,true,false",
            "2026-11-23T15:00:00Z,luma,7,Ada <b>,ada,out,luma,image,,https://cdn.example/a?b=1&c=2,,false,true",
            "2026-11-23T15:00:00Z,luma,7,Ada <b>,ada,out,luma,unsent,Message unsent,,,false,true",
            "2026-11-23T15:00:00Z,luma,7,Ada <b>,ada,,Ben,note,'=cmd(),,,,",
        ]
    );
    assert_eq!(lines.len(), 1 + 2 * 4);
    assert!(!written(Format::MessagesCsv, false).contains("note"));
}

#[test]
fn a_table_of_conversations_has_a_row_for_each() {
    let text = written(Format::ConversationsCsv, true);
    let row =
        "7,luma,Ada <b>,ada,needs_reply,VIP,issue,,2026-11-23T15:00:00Z,2026-11-23T15:00:00Z,1,2,Ben: =cmd()";
    assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), [row, row]);
}

#[test]
fn json_is_read_as_it_was_meant() {
    for with_notes in [false, true] {
        let text = written(Format::Json, with_notes);
        let read: serde_json::Value = serde_json::from_str(&text).expect("is JSON");
        assert_eq!((&read["format"], &read["version"]), (&"handrail-conversations".into(), &1.into()));
        let conversations = read["conversations"].as_array().expect("a list");
        assert_eq!(conversations.len(), 2);
        let one = &conversations[1];
        assert_eq!(one.get("notes").is_some(), with_notes);
        assert_eq!((&one["standing"], &one["intent"]), (&"needs_reply".into(), &"issue".into()));
        let messages = one["messages"].as_array().expect("a list");
        assert_eq!(messages[0]["text"], "=1+1, \"so\"");
        assert_eq!((&messages[2]["unsent"], &messages[2]["text"]), (&true.into(), &serde_json::Value::Null));
    }
    let mut none = writing(Format::Json, style(false));
    let text = none.begin() + &none.end();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&text).expect("is JSON")["conversations"],
        serde_json::json!([])
    );
}

#[test]
fn a_page_shows_what_strangers_wrote_as_text_and_loads_nothing() {
    let text = written(Format::Html, true);
    assert!(text.contains("Ada &lt;b&gt;") && !text.contains("Ada <b>"));
    assert!(text.contains("href=\"https://cdn.example/a?b=1&amp;c=2\"") && text.contains("Photo"));
    assert!(
        text.contains("Message unsent")
            && text.contains("Links expire.")
            && text.contains("2026-11-23 16:00")
    );
    for loading in ["<img", "<script", "<link", "<iframe", "src="] {
        assert!(!text.contains(loading), "{loading}");
    }
    assert!(!written(Format::Html, false).contains("Ben"));
}

#[test]
fn no_file_has_what_an_unsent_message_said() {
    for format in [Format::MessagesCsv, Format::ConversationsCsv, Format::Json, Format::Html] {
        assert!(!written(format, true).contains("regret"), "{format:?}");
    }
    let said = messages().remove(0);
    assert_eq!(said.clone().without_unsent(), said);
}

#[test]
fn only_web_addresses_are_links() {
    let shared = Attachment {
        link: Some("https://www.instagram.com/p/1/".into()),
        ..Attachment::new(AttachmentKind::Post, Some("https://cdn.example/1".into()))
    };
    let card = Card { picture: Some("https://cdn.example/card".into()), ..Card::default() };
    let template = Attachment { cards: vec![card], ..Attachment::new(AttachmentKind::Template, None) };
    let hostile = Attachment::new(AttachmentKind::Image, Some("javascript:alert(1)".into()));
    let story = StoryReply { url: Some("https://cdn.example/story".into()), ..StoryReply::default() };
    let body =
        Body { attachments: vec![shared, template, hostile], story_reply: Some(story), ..Body::default() };
    assert_eq!(
        links(&body),
        ["https://www.instagram.com/p/1/", "https://cdn.example/card", "https://cdn.example/story"]
    );
}

#[test]
fn every_file_has_what_is_said_in_anything_but_text() {
    let booking = Appointment {
        status: Some("CONFIRMED".into()),
        begins_at: Some(Timestamp(1_795_446_000_000)),
        ends_at: Some(Timestamp(1_795_447_800_000)),
        time_zone: Some("Europe/Berlin".into()),
    };
    let card = Card {
        title: Some("Serum".into()),
        subtitle: Some("30 ml & more".into()),
        buttons: vec!["Buy".into(), " ".into()],
        ..Card::default()
    };
    let titled = |kind, title: &str| Attachment { title: Some(title.into()), ..Attachment::new(kind, None) };
    let attachments = vec![
        titled(AttachmentKind::File, "invoice.pdf"),
        Attachment { appointment: Some(booking), ..Attachment::new(AttachmentKind::Appointment, None) },
        Attachment { cards: vec![card], ..titled(AttachmentKind::Template, "=New") },
    ];
    let said = parts(&Body { attachments, ..Body::default() });
    let when = "2026-11-23 16:00 – 2026-11-23 16:30 Europe/Berlin";
    assert_eq!(said, ["invoice.pdf", when, "CONFIRMED", "=New", "Serum", "30 ml & more", "Buy"]);

    let message = Message { parts: said.clone(), ..messages().remove(1) };
    let written = |format| {
        let mut file = writing(format, style(false));
        file.open(conversation(false));
        file.add(vec![message.clone()])
    };
    let json: serde_json::Value = serde_json::from_str(&written(Format::Json)).expect("is JSON");
    assert_eq!(json["parts"], serde_json::json!(said));
    let lines = "invoice.pdf\n2026-11-23 16:00 – 2026-11-23 16:30 Europe/Berlin\nCONFIRMED\n'=New\nSerum\n30 ml & more\nBuy";
    assert!(written(Format::MessagesCsv).contains(&format!(",\"{lines}\",")));
    let page = written(Format::Html);
    assert!(page.contains("Photo") && page.contains("<p dir=\"auto\">30 ml &amp; more</p>"), "{page}");
    assert_eq!(Message { unsent: true, ..message.clone() }.without_unsent().parts, Vec::<String>::new());
}

#[test]
fn an_appointment_without_a_zone_is_in_utc_and_one_without_a_time_says_how_it_stands() {
    let bare = Appointment { begins_at: Some(Timestamp(1_795_446_000_000)), ..Appointment::default() };
    let timeless = Appointment { status: Some("REQUESTED".into()), ..Appointment::default() };
    let booked = |booking| Attachment {
        appointment: Some(booking),
        ..Attachment::new(AttachmentKind::Appointment, None)
    };
    let body = Body { attachments: vec![booked(bare), booked(timeless)], ..Body::default() };
    assert_eq!(parts(&body), ["2026-11-23 15:00 UTC", "REQUESTED"]);
}
