//! QR codes as pictures (PNG, ISO/IEC 15948).

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};
use qrcode::{Color, QrCode};

/// Pixels of a module's side.
const SCALE: usize = 4;
/// Modules of white around the code.
const MARGIN: usize = 4;

/// The text as a QR code: a `data:image/png;base64,` address. Nothing when the text is too long for one.
pub fn data_uri(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let modules = code.width();
    let colors = code.to_colors();
    let side = (modules + 2 * MARGIN) * SCALE;
    let inside = |at: usize| (at / SCALE).checked_sub(MARGIN).filter(|at| *at < modules);
    let is_dark = |x: usize, y: usize| match (inside(x), inside(y)) {
        (Some(x), Some(y)) => colors.get(y * modules + x) == Some(&Color::Dark),
        (Some(_) | None, Some(_) | None) => false,
    };
    let file = png(side, is_dark)?;
    Some(format!("data:image/png;base64,{}", STANDARD.encode(file)))
}

/// A square picture in black and white, one bit a pixel.
fn png(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<Vec<u8>> {
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::default());
    for y in 0..side {
        // A row starts with its filter (none); white is 1, the leftmost pixel the highest bit.
        let mut row = vec![0; 1 + side.div_ceil(8)];
        for x in (0..side).filter(|x| !is_dark(*x, y)) {
            row[1 + x / 8] |= 0x80 >> (x % 8);
        }
        rows.write_all(&row).ok()?;
    }
    let side = u32::try_from(side).ok()?.to_be_bytes();
    let bit_depth_1_grey = [1, 0, 0, 0, 0];
    let header = [&side[..], &side, &bit_depth_1_grey].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header)?;
    chunk(&mut file, *b"IDAT", &rows.finish().ok()?)?;
    chunk(&mut file, *b"IEND", &[])?;
    Some(file)
}

/// Length, type, data, check sum.
fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) -> Option<()> {
    file.extend(u32::try_from(data.len()).ok()?.to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc32fast::hash(&file[start..]);
    file.extend(sum.to_be_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;

    use super::*;

    #[test]
    fn the_picture_holds_the_code() {
        let uri = data_uri("otpauth://totp/x").unwrap();
        let file = STANDARD
            .decode(uri.strip_prefix("data:image/png;base64,").unwrap())
            .unwrap();
        // 25 modules and the margin, 4 pixels each; IHDR is at 8, its data at 16, IDAT at 33.
        assert_eq!(file[16..24], [0, 0, 0, 132, 0, 0, 0, 132]);
        assert_eq!(file[37..41], *b"IDAT");
        let length = usize::try_from(u32::from_be_bytes(file[33..37].try_into().unwrap())).unwrap();
        let mut rows = Vec::new();
        let mut decoder = ZlibDecoder::new(&file[41..41 + length]);
        decoder.read_to_end(&mut rows).unwrap();
        assert_eq!(rows.len(), 132 * (1 + 17));
        // The first dark row is the upper edge of a finder pattern: 7 modules dark after 4 white ones.
        let row = &rows[16 * 18 + 1..17 * 18];
        assert_eq!(row[..6], [0xff, 0xff, 0, 0, 0, 0x0f]);
        assert_eq!(data_uri(&"x".repeat(4_000)), None);
    }
}
