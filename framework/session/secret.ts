// Reads SESSION_SECRET: one secret, or a list with ids for changing it without signing anyone out.

/** The secrets that open a session, of which one seals. */
export interface Secrets {
  /** The id of the secret that seals (a key of `byId`). */
  newest: string
  /** Every secret that still opens seals, by the id that is written into the seal. */
  byId: ReadonlyMap<string, string>
}

const minSecretLength = 32
const advice = 'Make one with: npx vial secret'

/**
 * Reads the secrets out of an environment variable.
 *
 * A plain text is one secret with id 1. A text that starts with digits and a colon is a list,
 * `2:newsecret…,1:oldsecret…`, and the highest id seals. The list is cut only at a comma that digits
 * and a colon follow, so base64, colons and other commas may stand inside a secret. An item that is too short
 * is refused rather than taken as part of a plain secret: a slip in a rotation should stop the start,
 * not sign everybody out.
 *
 * @param text The value of `SESSION_SECRET` ('' when it is not set)
 * @throws Error when a secret is missing or shorter than 32 characters, or an id stands there twice
 */
export function parseSecrets(text: string): Secrets {
  const byId = new Map<string, string>()
  if (!/^\d+:/.test(text)) {
    if (text.length < minSecretLength) {
      throw new Error(`SESSION_SECRET must be at least ${minSecretLength} characters. ${advice}`)
    }
    byId.set('1', text)
    return { newest: '1', byId }
  }
  for (const item of text.split(/,\s*(?=\d+:)/)) addSecret(byId, item)
  const newest = String(Math.max(...[...byId.keys()].map(Number)))
  return { newest, byId }
}

function addSecret(byId: Map<string, string>, item: string): void {
  const colon = item.indexOf(':')
  const id = Number(item.slice(0, colon))
  const secret = item.slice(colon + 1)
  if (secret.length < minSecretLength) {
    const found = `the one with id ${id} has ${secret.length}`
    throw new Error(`SESSION_SECRET must be at least ${minSecretLength} characters, ${found}. ${advice}`)
  }
  if (!Number.isSafeInteger(id)) {
    throw new Error(`SESSION_SECRET: the id ${item.slice(0, colon)} is too large. Count up from 1.`)
  }
  // "02" and "2" are one number to iron-session, so they are one id here.
  if (byId.has(String(id))) {
    throw new Error(`SESSION_SECRET: the id ${id} stands there twice. Give the newer secret a higher id.`)
  }
  byId.set(String(id), secret)
}

const samplePhrases =
  /changeme|changethis|replaceme|replacethis|complexpassword|atleast32char|your(session)?secret|yourpassword|thisisasecret/
const repeatedWord = /^(?:(?:secret)+|(?:password)+)$/
const runs = ['0123456789', '1234567890', '0123456789abcdef', 'abcdefghijklmnopqrstuvwxyz']

/**
 * Tells whether a secret is one that documentation and templates print, so that anybody knows it.
 *
 * Recognised are phrases such as "change-me" and "complex_password_at_least_32_characters_long", one of the words
 * "secret" and "password" repeated, and the digits or letters in order.
 *
 * @param secret One secret, not a list (see `Secrets.byId`)
 */
export function isSampleSecret(secret: string): boolean {
  const word = secret.toLowerCase().replace(/[^a-z0-9]/g, '')
  return (
    samplePhrases.test(word) ||
    repeatedWord.test(word.replace(/\d/g, '')) ||
    (word !== '' && runs.some((run) => run.repeat(Math.ceil(word.length / run.length)).startsWith(word)))
  )
}
