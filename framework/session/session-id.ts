// Names sessions in a store, so that nobody can guess one.

/** Makes an id of 192 random bits, in base64url. */
export function createSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return toBase64Url(bytes)
}

/** Tells whether something may be looked up in a store: it becomes a part of keys and of paths there. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{22,128}$/.test(value)
}

/** Makes a name for a session that does not open it, for forms and links that end sessions. */
export async function toSessionHandle(id: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))
  return toBase64Url(new Uint8Array(hash, 0, 18))
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
