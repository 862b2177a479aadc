// Parses SESSION_SECRET: one secret, or a list with ids, which rotates secrets without logging anyone out.

/** The secrets that open session cookies. The newest one also seals them. */
export interface Secrets {
  /** The id of the secret that seals (a key of `byId`). */
  newest: string
  /** Every secret that opens seals, by the id that is written into the seal. */
  byId: ReadonlyMap<string, string>
}

const minSecretLength = 32
const advice = 'Create one with: npx vial secret'

/**
 * Parses the secrets in an environment variable.
 *
 * Plain text is one secret with id 1. Text that starts with digits and a colon is a list,
 * `2:newsecret…,1:oldsecret…`, and the highest id seals. The list is split only at a comma that is followed by digits
 * and a colon, so a secret may contain base64, colons and other commas. An item that is too short is refused instead of
 * being read as part of a plain secret: a typo in a rotation must stop the start, not log everyone out.
 *
 * @param text The value of `SESSION_SECRET` ('' if it is not set)
 * @throws Error if a secret is missing or shorter than 32 characters, or if an id occurs twice
 */
export function parseSecrets(text: string): Secrets {
  const byId = new Map<string, string>()
  if (!/^\d+:/.test(text)) {
    if (text.length < minSecretLength) {
      const problem = text === '' ? 'is not set' : `must be at least ${minSecretLength} characters`
      throw new Error(`SESSION_SECRET ${problem}. ${advice}`)
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
    throw new Error(
      `SESSION_SECRET needs at least ${minSecretLength} characters per secret, but the one with id ${id} has ${secret.length}. ${advice}`,
    )
  }
  if (!Number.isSafeInteger(id)) {
    throw new Error(`SESSION_SECRET: the id ${item.slice(0, colon)} is too large. Count up from 1.`)
  }
  // iron-session reads "02" and "2" as the same number, so they are the same id here.
  if (byId.has(String(id))) {
    throw new Error(`SESSION_SECRET: the id ${id} occurs twice. Give the newer secret a higher id.`)
  }
  byId.set(String(id), secret)
}

const samplePhrases =
  /changeme|changethis|replaceme|replacethis|complexpassword|atleast32char|your(session)?secret|yourpassword|thisisasecret/
const repeatedWord = /^(?:(?:secret)+|(?:password)+)$/
const repeatedText = /^(.{1,10}?)\1{2,}.{0,9}$/s
const runs = ['0123456789', '1234567890', '0123456789abcdef', 'abcdefghijklmnopqrstuvwxyz']

/**
 * Finds the first secret that is easy to guess.
 *
 * A sample from documentation or a template is publicly known: a phrase such as "change-me" or
 * "complex_password_at_least_32_characters_long", or repetitions of "secret" or "password". Other text cannot be random:
 * digits or letters in order, fewer than five different characters, or one short text over and over.
 *
 * @returns The first sentence of an error message, with the id if there are several secrets; `undefined` if all of them look
 * random
 */
export function findSecretProblem({ byId }: Secrets): string | undefined {
  for (const [id, secret] of byId) {
    const problem = findWeakness(secret)
    if (!problem) continue
    return byId.size === 1 ? problem : problem.replace(/^\S+/, `$&: the secret with id ${id}`)
  }
  return undefined
}

function findWeakness(secret: string): string | undefined {
  const word = secret.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (samplePhrases.test(word) || repeatedWord.test(word.replace(/\d/g, '')))
    return 'SESSION_SECRET is a publicly known sample from documentation.'
  const isInOrder = runs.some((run) => run.repeat(Math.ceil(word.length / run.length)).startsWith(word))
  if (word !== '' && isInOrder) return 'SESSION_SECRET is not random: its characters are in order.'
  const isRepeated = new Set(secret).size < 5 || repeatedText.test(secret)
  return isRepeated ? 'SESSION_SECRET is not random: it repeats a few characters.' : undefined
}
