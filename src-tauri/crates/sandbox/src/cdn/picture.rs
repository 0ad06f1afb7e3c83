//! Soft pictures: a gradient with blurred lights, and on most of them a bottle, a jar or a candle that throws a
//! shadow. Always the same for an id.

use crate::dice::Dice;

type Colour = [f32; 3];

/// Light, middle and dark colours that go together, warm and calm.
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

/// A light without an edge.
struct Glow {
    x: f32,
    y: f32,
    radius: f32,
    colour: Colour,
}

/// A box with round corners, in units of the picture's width, `y` down from its middle.
struct Shape {
    x: f32,
    y: f32,
    half_width: f32,
    half_height: f32,
    corner: f32,
    colour: Colour,
}

/// A PNG of this size. Empty if it cannot be encoded, which a size above zero does not bring about.
pub(crate) fn draw(id: &str, (width, height): (u32, u32)) -> Vec<u8> {
    let mut dice = Dice::for_text(id);
    let [light, middle, dark] = PALETTES[dice.below(PALETTES.len())];
    let angle = dice.between(0, 628) as f32 / 100.0;
    let (sin, cos) = angle.sin_cos();
    let glows: Vec<Glow> = (0..4)
        .map(|n| Glow {
            x: dice.between(5, 95) as f32 / 100.0,
            y: dice.between(5, 95) as f32 / 100.0,
            radius: dice.between(12, 45) as f32 / 100.0,
            colour: if n % 2 == 0 { light } else { middle },
        })
        .collect();
    let shapes = if id.starts_with(['i', 's', 'k']) && dice.chance(75) {
        still_life(light, dark, &mut dice)
    } else {
        Vec::new()
    };
    let aspect = height as f32 / width as f32;
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for row in 0..height {
        for column in 0..width {
            let (u, v) = (column as f32 / width as f32, row as f32 / height as f32);
            let along = (((u - 0.5) * cos + (v - 0.5) * sin) / 1.2 + 0.5).clamp(0.0, 1.0);
            let mut colour = if along < 0.5 {
                mix(light, middle, along * 2.0)
            } else {
                mix(middle, dark, along * 2.0 - 1.0)
            };
            for glow in &glows {
                let squared = ((u - glow.x).powi(2) + ((v - glow.y) * aspect).powi(2)) / glow.radius.powi(2);
                if squared < 1.0 {
                    colour = mix(colour, glow.colour, (1.0 - squared).powi(2) * 0.75);
                }
            }
            let (x, y) = (u - 0.5, (v - 0.5) * aspect);
            for shape in &shapes {
                let shadow = 1.0 - (shape.distance(x - 0.04, y - 0.03) / 0.09).clamp(0.0, 1.0);
                colour = mix(colour, dark, shadow * shadow * 0.3);
            }
            for shape in &shapes {
                let inside = (0.5 - shape.distance(x, y) * width as f32).clamp(0.0, 1.0);
                // A little light from the left makes it round.
                let side = ((x - shape.x) / shape.half_width).clamp(-1.0, 1.0);
                let lit = mix(shape.colour, [255.0; 3], (0.35 - (side + 0.35).abs()).max(0.0) * 0.8);
                colour = mix(colour, mix(lit, dark, side.max(0.0).powi(2) * 0.35), inside);
            }
            rgb.extend(colour.map(|c| c.round().clamp(0.0, 255.0) as u8));
        }
    }
    encode(width, height, &rgb).unwrap_or_default()
}

/// A bottle, a jar or a candle with its label.
fn still_life(light: Colour, dark: Colour, dice: &mut Dice) -> Vec<Shape> {
    let glass = mix(light, [255.0; 3], 0.35);
    let cap = mix(dark, [30.0; 3], 0.35);
    let label = mix(light, [255.0; 3], 0.8);
    let x = dice.between(-9, 9) as f32 / 100.0;
    let part = |y: f32, half_width: f32, half_height: f32, corner: f32, colour: Colour| Shape {
        x,
        y,
        half_width,
        half_height,
        corner,
        colour,
    };
    match dice.below(3) {
        0 => vec![
            part(-0.27, 0.035, 0.07, 0.015, cap),
            part(-0.19, 0.055, 0.03, 0.01, cap),
            part(0.06, 0.13, 0.24, 0.05, glass),
            part(0.1, 0.13, 0.1, 0.004, label),
        ],
        1 => vec![
            part(-0.1, 0.17, 0.045, 0.015, cap),
            part(0.08, 0.18, 0.15, 0.04, glass),
            part(0.09, 0.12, 0.06, 0.01, label),
        ],
        _ => vec![
            part(-0.26, 0.012, 0.035, 0.012, [255.0, 214.0, 130.0]),
            part(-0.19, 0.004, 0.04, 0.002, cap),
            part(0.04, 0.14, 0.2, 0.03, glass),
            part(0.08, 0.09, 0.07, 0.006, label),
        ],
    }
}

impl Shape {
    /// How far a point is outside; negative within.
    fn distance(&self, x: f32, y: f32) -> f32 {
        let dx = (x - self.x).abs() - self.half_width + self.corner;
        let dy = (y - self.y).abs() - self.half_height + self.corner;
        let outside = (dx.max(0.0).powi(2) + dy.max(0.0).powi(2)).sqrt();
        outside + dx.max(dy).min(0.0) - self.corner
    }
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
