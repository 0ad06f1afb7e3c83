//! Voice messages: a few soft notes as a WAV file, always the same for an id.

use crate::dice::Dice;

const RATE: u32 = 8_000;

/// Two to nine seconds of mono 8-bit sound.
pub(crate) fn hum(id: &str) -> Vec<u8> {
    let mut dice = Dice::for_text(id);
    let seconds = dice.between(2, 10) as u32;
    let total = RATE * seconds;
    let mut samples = Vec::with_capacity(total as usize);
    let note_length = RATE / 3;
    let mut pitch = 220.0_f32;
    for n in 0..total {
        if n % note_length == 0 {
            pitch = [196.0, 220.0, 246.9, 293.7, 329.6][dice.below(5)];
        }
        let within = (n % note_length) as f32 / note_length as f32;
        let swell = (within * std::f32::consts::PI).sin();
        let wave = (n as f32 / RATE as f32 * pitch * std::f32::consts::TAU).sin();
        samples.push((128.0 + wave * swell * 60.0) as u8);
    }
    let mut wav = Vec::with_capacity(samples.len() + 44);
    wav.extend(b"RIFF");
    wav.extend((36 + total).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    wav.extend(RATE.to_le_bytes());
    wav.extend(1_u16.to_le_bytes());
    wav.extend(8_u16.to_le_bytes());
    wav.extend(b"data");
    wav.extend(total.to_le_bytes());
    wav.extend(samples);
    wav
}
