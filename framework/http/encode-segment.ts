// Percent-encodes the segments of paths in the one form that canonical URLs and links share.

/** Percent-encodes one segment of a path: everything except the characters that RFC 3986 calls `pchar`. */
export function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(overEncoded, decodeURIComponent)
}

// encodeURIComponent() also escapes $ & + , : ; = and @, which a path may contain as they are (section 3.3).
const overEncoded = /%(?:2[46BC]|3[ABD]|40)/g
