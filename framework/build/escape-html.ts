// Escapes text for the HTML that only the dev server writes.

/** Escapes text for use between tags and in double-quoted attributes. */
export function escapeAttribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
