/** Characters of base64 that the server takes. */
const MOST_CHARACTERS = 150_000;

/** Sizes to try, in pixels of the longer side. */
const SIDES = [480, 320, 200];

/** Any picture as a PNG in base64 that is small enough for a logo; `null`: it is none. */
export async function encodeLogo(file: Blob): Promise<string | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null;
  }
  for (const side of SIDES) {
    const logo = drawn(picture, side);
    if (logo !== null && logo.length <= MOST_CHARACTERS) {
      return logo;
    }
  }
  return null;
}

function drawn(picture: ImageBitmap, side: number): string | null {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) {
    return null;
  }
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const url = canvas.toDataURL('image/png');
  return url.slice(url.indexOf(',') + 1);
}
