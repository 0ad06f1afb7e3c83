//! A message as the Conversations API shows it (reference, section 3 "Fields of a message").

use serde_json::{Map, Value, json};

use super::GraphError;
use super::fields::{Field, project};
use crate::clock::graph_time;
use crate::dice::Dice;
use crate::world::{Attachment, Message, StoryRole, World};

/// What is answered when no fields are asked for.
pub(crate) const DEFAULTS: &[&str] = &["id", "created_time"];

const ATTACHMENT: &[&str] =
    &["id", "mime_type", "name", "size", "image_data", "video_data", "file_url", "generic_template"];
const SHARE: &[&str] = &["id", "link", "name", "description", "template"];
/// What is documented of a person beside a message or a thread.
const PERSON: &[&str] = &["id", "username"];
/// What clients ask for besides, since Messenger has it; empty on Instagram.
const PERSON_IN_THE_MODEL: &[&str] = &["id", "username", "name", "email", "profile_pic"];

/// What may be asked of the people beside a message or a thread.
pub(super) fn people(world: &World) -> &'static [&'static str] {
    if world.switches.is("thread_model_fields", "accepted") { PERSON_IN_THE_MODEL } else { PERSON }
}

/// The asked-for fields of a message, and its id in any case; absent when empty. An unknown field is error 100.
pub(crate) fn reading(
    world: &World,
    thread: usize,
    message: &Message,
    wanted: &[Field],
) -> Result<Value, GraphError> {
    let mut node = Map::from_iter([("id".to_owned(), json!(&*message.mid))]);
    for field in wanted {
        if let Some(value) = value_of(world, thread, message, field)? {
            node.insert(field.name.clone(), value);
        }
    }
    Ok(Value::Object(node))
}

/// Everything about a message, for the control interface; null if it was unsent.
pub(crate) fn full_reading(world: &World, thread: usize, message: &Message) -> Value {
    let names = ["from", "to", "attachments", "story", "reactions", "is_unsupported", "reply_to"];
    let mut wanted: Vec<Field> = names.iter().map(|name| Field::plain(name)).collect();
    let mut shares = Field::plain("shares");
    shares.fields = vec![Field::plain("link"), Field::plain("name")];
    wanted.push(shares);
    if message.unsent { Value::Null } else { reading(world, thread, message, &wanted).unwrap_or_default() }
}

fn value_of(
    world: &World,
    thread: usize,
    message: &Message,
    field: &Field,
) -> Result<Option<Value>, GraphError> {
    let user = |person: bool| project(user(world, thread, person), &field.fields, people(world), "IGUser");
    Ok(match field.name.as_str() {
        "id" => Some(json!(&*message.mid)),
        "created_time" => Some(graph_time(message.at_ms).into()),
        "from" => Some(user(message.inbound())?),
        "to" => Some(json!({ "data": [user(!message.inbound())?] })),
        "message" => Some(message.text.clone().unwrap_or_default().into()),
        "attachments" => attachments(world, message, &field.fields)?,
        "shares" => shares(world, message, &field.fields)?,
        "story" => message.story.as_ref().map(|story| {
            let role = if story.role == StoryRole::Mention { "mention" } else { "reply_to" };
            json!({ role: {"link": world.media_url(&story.media), "id": story.id} })
        }),
        "reactions" => reactions(world, thread, message),
        "is_unsupported" => (message.unsupported || world.switches.is("is_unsupported", "always"))
            .then(|| message.unsupported.into()),
        "reply_to" => {
            message.reply_to.as_ref().filter(|_| world.switches.is("reply_to_on_read", "present")).map(
                |mid| {
                    let own_side =
                        world.threads[thread].message(mid).is_some_and(|m| m.inbound() == message.inbound());
                    json!({"mid": &**mid, "is_self_reply": own_side})
                },
            )
        }
        // Known to the model, and empty on Instagram.
        "sticker" | "tags" if world.switches.is("thread_model_fields", "accepted") => None,
        other => return Err(GraphError::unknown_field(other, "IGMessage")),
    })
}

/// One side of a thread.
pub(crate) fn user(world: &World, thread: usize, person: bool) -> Value {
    if person {
        let person = world.person(thread);
        json!({"username": person.username, "id": person.igsid})
    } else {
        let own = &world.handles[world.threads[thread].handle];
        json!({"username": own.username, "id": own.ig_id})
    }
}

/// Everybody in a thread: two, more in a group, the handle alone when the other party is not named.
pub(crate) fn participants(world: &World, thread: usize) -> Vec<Value> {
    let own = &world.threads[thread];
    let mut all = vec![user(world, thread, false)];
    if !own.nobody {
        all.push(user(world, thread, true));
    }
    // Their ids are of the look of any person's, and of nobody whom the handle knows.
    all.extend(
        own.others.iter().map(|name| json!({"username": name, "id": Dice::for_text(name).digits(16)})),
    );
    all
}

fn attachments(world: &World, message: &Message, wanted: &[Field]) -> Result<Option<Value>, GraphError> {
    let mut rows = Vec::new();
    for (index, attachment) in message.attachments.iter().enumerate() {
        let mut dice = Dice::for_text(&format!("{}{index}", message.mid));
        let size = dice.between(40_000, 900_000);
        let mut row = match attachment {
            Attachment::Image { media, sticker } => {
                let url = world.media_url(media);
                let (width, height) = crate::cdn::size_of(media);
                let mut data = json!({
                    "url": url, "preview_url": url, "width": width, "height": height,
                    "max_width": width, "max_height": height,
                });
                if *sticker {
                    data["render_as_sticker"] = true.into();
                }
                json!({"mime_type": "image/png", "size": size, "image_data": data})
            }
            Attachment::Video { media } => {
                let url = world.media_url(media);
                let data = json!({"url": url, "preview_url": url, "width": 720, "height": 1280});
                json!({"mime_type": "video/mp4", "size": size, "video_data": data})
            }
            Attachment::Audio { media } => {
                json!({"mime_type": "audio/wav", "name": "audioclip.wav", "size": size, "file_url": world.media_url(media)})
            }
            Attachment::File { media, name } => {
                json!({"mime_type": "application/pdf", "name": name, "size": size, "file_url": world.media_url(media)})
            }
            Attachment::Template { title } => {
                json!({"generic_template": {"title": title, "subtitle": "", "media_url": "", "cta": []}})
            }
            Attachment::Other { kind, payload: Some(payload) } if kind == "template" => {
                let of = if payload["product"].is_null() { &payload["generic"] } else { &payload["product"] };
                let first = &of["elements"][0];
                json!({"generic_template": {
                    "title": first["title"], "subtitle": first["subtitle"], "media_url": first["image_url"], "cta": [],
                }})
            }
            Attachment::Share { .. } | Attachment::Post { .. } | Attachment::Other { .. } => continue,
        };
        row["id"] = format!("{}", 100_000_000_000_000_u64 + dice.next() % 900_000_000_000_000).into();
        rows.push(project(row, wanted, ATTACHMENT, "IGMessageAttachment")?);
    }
    if rows.is_empty() {
        project(Value::Null, wanted, ATTACHMENT, "IGMessageAttachment")?;
        return Ok(None);
    }
    Ok(Some(json!({ "data": rows })))
}

/// Shares show only their id unless sub-fields are asked for.
fn shares(world: &World, message: &Message, wanted: &[Field]) -> Result<Option<Value>, GraphError> {
    let wanted = if wanted.is_empty() { &[Field::plain("id")][..] } else { wanted };
    project(Value::Null, wanted, SHARE, "IGMessageShare")?;
    if world.switches.is("shares_on_read", "empty") {
        return Ok(None);
    }
    let mut rows = Vec::new();
    for (index, attachment) in message.attachments.iter().enumerate() {
        let (link, name) = match attachment {
            Attachment::Share { link, name } | Attachment::Post { link, name, .. } => {
                (link.as_str(), name.clone())
            }
            // Of what else is shared only a link is known (reference, section 3 limits).
            Attachment::Other { kind, payload: Some(payload) } if kind == "fallback" || kind == "media" => {
                let Some(link) = payload["url"].as_str() else { continue };
                (link, payload["title"].as_str().map(str::to_owned))
            }
            _ => continue,
        };
        let mut dice = Dice::for_text(&format!("share{}{index}", message.mid));
        let mut row = json!({"id": format!("178{}", dice.digits(14)), "link": link});
        if let Some(name) = name {
            row["name"] = name.into();
        }
        rows.push(project(row, wanted, SHARE, "IGMessageShare")?);
    }
    Ok((!rows.is_empty()).then(|| json!({ "data": rows })))
}

fn reactions(world: &World, thread: usize, message: &Message) -> Option<Value> {
    if message.reactions.is_empty() {
        return None;
    }
    let rows: Vec<Value> = message
        .reactions
        .iter()
        .map(|r| json!({"reaction": r.emoji, "users": [user(world, thread, r.by_person)]}))
        .collect();
    Some(if world.switches.is("reactions_shape", "bare") { rows.into() } else { json!({ "data": rows }) })
}
