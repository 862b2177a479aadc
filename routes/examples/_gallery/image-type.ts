// Detects the type of an image from its first bytes, because its name and media type are untrusted input.

export type ImageEnding = 'png' | 'jpg' | 'gif' | 'webp' | 'avif'

/** @param start The first 16 bytes */
export function findImageEnding(start: Uint8Array): ImageEnding | undefined {
  const text = String.fromCharCode(...start.subarray(0, 16))
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (text.startsWith('\xff\xd8\xff')) return 'jpg'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (/^RIFF[\s\S]{4}WEBP/.test(text)) return 'webp'
  if (/^[\s\S]{4}ftypavi[fs]/.test(text)) return 'avif'
  return undefined
}
