//! Which language a person writes, where that can be told simply: by the script, or by words that only one language
//! has. When in doubt, nothing is said.

use std::collections::BTreeMap;

/// The languages that are told apart, by their codes of ISO 639-1, with frequent words of those in Latin letters. A
/// word that two of them share counts for both.
pub const LANGUAGES: [(&str, &str); 21] = [
    (
        "en",
        "the is are you your my and have when what how please thanks hi hello it can where do for \
         this with not",
    ),
    (
        "de",
        "ist und ich nicht wann mein meine bitte danke hallo das der die wie ihr sie auf eine ein \
         kommt warte mit für",
    ),
    (
        "fr",
        "est et je vous bonjour merci pour le les des une ma mon quand pas que avec dans votre svp \
         salut",
    ),
    (
        "es",
        "es y el los hola gracias por favor para cuando cuándo mi que qué una con pero está tienen \
         puedo dónde muy",
    ),
    (
        "it",
        "è e ciao grazie il per che non quando mio mia con della sono buongiorno una anche vorrei \
         dove ho",
    ),
    (
        "pt",
        "é e olá oi obrigado obrigada não você vocês para quando meu minha com uma por bom tem onde \
         muito",
    ),
    ("nl", "het een de ik niet wanneer mijn bedankt hallo hoi van jullie is wat voor met graag kan nog"),
    ("pl", "jest nie dzień dobry cześć dziękuję kiedy moje moja proszę czy się dla jak mam gdzie"),
    ("tr", "merhaba teşekkürler bir ve ne için var değil nasıl zaman benim lütfen çok bu mı mi"),
    ("sv", "hej tack och jag är inte när min mitt det att för ni kan var"),
    ("da", "hej tak og jeg er ikke hvornår min mit det at til kan hvor"),
    ("he", ""),
    ("ar", ""),
    ("ru", ""),
    ("el", ""),
    ("ja", ""),
    ("ko", ""),
    ("zh", ""),
    ("th", ""),
    ("hi", ""),
    ("uk", ""),
];

/// Words of one language that must be found before it is believed.
const ENOUGH: usize = 2;

/// The language of what a person wrote lately, if it can be told.
#[must_use]
pub fn language_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    let text = texts.into_iter().collect::<Vec<_>>().join("\n").to_lowercase();
    by_script(&text).or_else(|| by_words(&text))
}

/// Which variant is used: the language's own, else the one without a language, else the first. `None` only when there
/// is none at all.
#[must_use]
pub fn choose<'a>(texts: &'a BTreeMap<String, String>, language: Option<&str>) -> Option<(&'a str, &'a str)> {
    let own = language.and_then(|language| texts.iter().find(|(key, _)| base(key) == language));
    let found = own.or_else(|| texts.iter().find(|(key, _)| key.is_empty())).or_else(|| texts.iter().next());
    found.map(|(language, text)| (language.as_str(), text.as_str()))
}

/// `pt` of `pt-BR`.
fn base(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// A script that most letters are in, where it stands for one language.
fn by_script(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let share = |is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count() * 2 > letters;
    let has = |is: fn(char) -> bool| text.chars().any(is);
    if letters == 0 {
        None
    } else if share(|c| matches!(c, '\u{0590}'..='\u{05FF}')) {
        Some("he")
    } else if share(|c| matches!(c, '\u{0600}'..='\u{06FF}')) {
        // Letters that Arabic itself does not have are Persian's or Urdu's: not told apart here.
        (!has(|c| matches!(c, 'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک' | 'ٹ' | 'ڈ' | 'ڑ' | 'ے'))).then_some("ar")
    } else if share(|c| matches!(c, '\u{0400}'..='\u{04FF}')) {
        Some(if has(|c| matches!(c, 'і' | 'ї' | 'є' | 'ґ')) { "uk" } else { "ru" })
    } else if share(|c| matches!(c, '\u{0370}'..='\u{03FF}')) {
        Some("el")
    } else if share(|c| matches!(c, '\u{AC00}'..='\u{D7AF}' | '\u{1100}'..='\u{11FF}')) {
        Some("ko")
    } else if share(|c| matches!(c, '\u{0E00}'..='\u{0E7F}')) {
        Some("th")
    } else if share(|c| matches!(c, '\u{0900}'..='\u{097F}')) {
        Some("hi")
    } else if has(is_kana) && share(|c| is_kana(c) || is_han(c)) {
        Some("ja")
    } else if share(is_han) {
        Some("zh")
    } else {
        None
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// The language of which the most words are found, if there are enough and no other has as many.
fn by_words(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let count = |known: &str| words.iter().filter(|word| known.split(' ').any(|one| one == **word)).count();
    let mut found: Vec<(usize, &'static str)> =
        LANGUAGES.iter().map(|(language, known)| (count(known), *language)).collect();
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    match found.as_slice() {
        [(most, language), (next, _), ..] if *most >= ENOUGH && most > next => Some(language),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_where_it_is_simple() {
        for (text, language) in [
            ("Hallo, wann kommt mein Paket an? Ich warte seit zwei Wochen", Some("de")),
            ("Is the refill pack in the Berlin shop yet?", Some("en")),
            ("Merci ! Et pour la taille 3 ?", Some("fr")),
            ("Hola, ¿cuándo llega mi pedido? Gracias", Some("es")),
            ("Ciao, il mio ordine non è arrivato", Some("it")),
            ("Olá, vocês têm para entrega? obrigada", Some("pt")),
            ("Dzień dobry, kiedy będzie dostępne?", Some("pl")),
            ("יש לכם משלוח לתל אביב?", Some("he")),
            ("هل المنتج مناسب للبشرة الحساسة؟", Some("ar")),
            ("سلام، این محصول موجود است؟ گل", None),
            ("新しい香りはいつ発売ですか？", Some("ja")),
            ("新香味什么时候发售", Some("zh")),
            ("배송은 언제 되나요?", Some("ko")),
            ("Когда придёт заказ?", Some("ru")),
            ("Коли прийде моє замовлення? Є в наявності?", Some("uk")),
            ("ok", None),
            ("🥰", None),
            ("https://example.com/orders/4471", None),
            ("", None),
        ] {
            assert_eq!(language_of([text]), language, "{text}");
        }
        assert_eq!(language_of(["ok", "hallo", "wann kommt es?"]), Some("de"), "several together");
    }

    #[test]
    fn the_variant_of_the_language_else_the_default() {
        let of = |keys: &[&str]| -> BTreeMap<String, String> {
            keys.iter().map(|key| ((*key).to_owned(), format!("text {key}"))).collect()
        };
        let texts = of(&["", "de", "pt-BR"]);
        for (language, chosen) in [(Some("de"), "de"), (Some("pt"), "pt-BR"), (Some("fr"), ""), (None, "")] {
            assert_eq!(choose(&texts, language).map(|(key, _)| key), Some(chosen), "{language:?}");
        }
        assert_eq!(choose(&of(&["fr"]), Some("de")), Some(("fr", "text fr")), "the only one there is");
        assert_eq!(choose(&of(&[]), Some("de")), None);
    }
}
