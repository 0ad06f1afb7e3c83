//! Soft abstract pictures: a diagonal gradient with a few blurred lights, always the same for an id.

use crate::dice::Dice;

type Colour = [f32; 3];

/// Pairs of colours that go together, warm and calm.
const PALETTES: &[[Colour; 3]] = &[
    [[246.0, 178.0, 107.0], [208.0, 106.0, 141.0], [91.0, 63.0, 212.0]],
    [[250.0, 221.0, 204.0], [229.0, 152.0, 155.0], [109.0, 89.0, 122.0]],
    [[222.0, 239.0, 231.0], [132.0, 192.0, 178.0], [46.0, 98.0, 110.0]],
    [[255.0, 236.0, 210.0], [252.0, 182.0, 159.0], [214.0, 93.0, 107.0]],
    [[224.0, 231.0, 255.0], [141.0, 163.0, 226.0], [67.0, 76.0, 148.0]],
    [[249.0, 240.0, 220.0], [206.0, 186.0, 140.0], [118.0, 104.0, 84.0]],
    [[255.0, 214.0, 232.0], [205.0, 150.0, 214.0], [98.0, 84.0, 170.0]],
    [[214.0, 240.0, 255.0], [120.0, 180.0, 214.0], [40.0, 84.0, 124.0]],
];

/// A PNG of this size. Empty if it cannot be encoded, which a size above zero does not bring about.
pub(crate) fn draw(id: &str, (width, height): (u32, u32)) -> Vec<u8> {
    let mut dice = Dice::for_text(id);
    let [light, middle, dark] = PALETTES[dice.below(PALETTES.len())];
    let angle = dice.between(0, 628) as f32 / 100.0;
    let (sin, cos) = angle.sin_cos();
    let glows: Vec<(f32, f32, f32, Colour)> = (0..4)
        .map(|n| {
            let at = |dice: &mut Dice| dice.between(5, 95) as f32 / 100.0;
            let radius = dice.between(12, 45) as f32 / 100.0;
            (at(&mut dice), at(&mut dice), radius, if n % 2 == 0 { light } else { middle })
        })
        .collect();
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
            let along = (((u - 0.5) * cos + (v - 0.5) * sin) / 1.2 + 0.5).clamp(0.0, 1.0);
            let mut colour = if along < 0.5 {
                mix(light, middle, along * 2.0)
            } else {
                mix(middle, dark, along * 2.0 - 1.0)
            };
            for (gx, gy, radius, glow) in &glows {
                let aspect = height as f32 / width as f32;
                let distance = ((u - gx).powi(2) + ((v - gy) * aspect).powi(2)).sqrt() / radius;
                if distance < 1.0 {
                    colour = mix(colour, *glow, (1.0 - distance * distance).powi(2) * 0.75);
                }
            }
            rgb.extend(colour.map(|c| c.round().clamp(0.0, 255.0) as u8));
        }
    }
    encode(width, height, &rgb).unwrap_or_default()
}

fn mix(a: Colour, b: Colour, t: f32) -> Colour {
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

fn encode(width: u32, height: u32, rgb: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(out)
}
