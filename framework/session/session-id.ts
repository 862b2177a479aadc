// Ids of sessions in a store, which cannot be guessed.

/** Creates an id of 192 random bits, in base64url. */
export function createSessionId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return toBase64Url(bytes)
}

/** Tells whether a value may be passed to a store, where it becomes a part of keys and paths. */
export function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{22,128}$/.test(value)
}

/** Derives a handle from an id. It identifies a session in forms and links, but cannot open it. */
export async function toSessionHandle(id: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id))
  return toBase64Url(new Uint8Array(hash, 0, 18))
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
