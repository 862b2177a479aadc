// Parsing SESSION_SECRET.
import { describe, expect, it } from 'vitest'
import { findSecretProblem, parseSecrets } from './secret.ts'

const first = 'kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'
const second = 'W7uPz4RbX1nMq8YtK3vFs6LdJ0hGc9Ae'

function listSecrets(text: string): { newest: string; byId: [string, string][] } {
  const { newest, byId } = parseSecrets(text)
  return { newest, byId: [...byId] }
}

describe('parseSecrets()', () => {
  it('gives a plain secret the id 1', () => {
    expect(listSecrets(first)).toEqual({ newest: '1', byId: [['1', first]] })
  })

  it('parses a rotation list, in which the highest id seals', () => {
    const byId = [
      ['2', second],
      ['1', first],
    ]

    expect(listSecrets(`2:${second},1:${first}`)).toEqual({ newest: '2', byId })
    expect(listSecrets(`1:${first},2:${second}`)).toEqual({ newest: '2', byId: byId.toReversed() })
    expect(listSecrets(`2:${second},\n  1:${first}`)).toEqual({ newest: '2', byId })
  })

  it('compares ids as numbers', () => {
    expect(parseSecrets(`9:${first},10:${second}`).newest).toBe('10')
    expect(listSecrets(`02:${first}`)).toEqual({ newest: '2', byId: [['2', first]] })
  })

  it('allows commas, colons and base64 in a secret', () => {
    const plain = 'a:b,c:d,+/=="with 2:dots, and 3,4:commas'
    const odd = `a,b:c,d+/==${first}`

    expect(listSecrets(plain)).toEqual({ newest: '1', byId: [['1', plain]] })
    expect(listSecrets(`2:${odd},1:${first}`).byId).toEqual([
      ['2', odd],
      ['1', first],
    ])
  })

  it('allows line breaks in a secret', () => {
    expect(parseSecrets(`3:${first}\n${second}`).byId.get('3')).toBe(`${first}\n${second}`)
  })

  it('refuses a missing or short secret and says how to create one', () => {
    expect(() => parseSecrets('')).toThrow('SESSION_SECRET is not set. Create one with: npx vial secret')
    expect(() => parseSecrets(first.slice(1))).toThrow(
      'SESSION_SECRET must be at least 32 characters. Create one with: npx vial secret',
    )
  })

  it('refuses a list with one short secret instead of reading all of it as a plain one', () => {
    expect(() => parseSecrets(`2:short,1:${first}`)).toThrow(
      /at least 32 characters per secret, but the one with id 2 has 5/,
    )
    expect(() => parseSecrets(`2:${second},1:`)).toThrow(/the one with id 1 has 0/)
  })

  it('refuses the same id twice', () => {
    expect(() => parseSecrets(`1:${first},1:${second}`)).toThrow(/the id 1 occurs twice/)
    expect(() => parseSecrets(`1:${first},01:${second}`)).toThrow(/the id 1 occurs twice/)
  })

  it('refuses an id that is not a safe integer', () => {
    expect(() => parseSecrets(`99999999999999999999:${first}`)).toThrow(
      'SESSION_SECRET: the id 99999999999999999999 is too large. Count up from 1.',
    )
  })
})

describe('findSecretProblem()', () => {
  it.each([
    'change-me-change-me-change-me-change-me',
    'please CHANGE_ME before going to production!',
    'complex_password_at_least_32_characters_long',
    'this-is-a-secret-with-enough-characters',
    'your-secret-goes-here-your-secret-goes-here',
    'your_session_secret_of_some_length_here',
    'replace-this-with-32-characters-or-more',
    'secretsecretsecretsecretsecretsecret',
    'secret-secret-secret-secret-secret-1',
    'passwordpasswordpasswordpassword',
  ])('recognises the sample %s', (secret) => {
    expect(findSecretProblem(parseSecrets(secret))).toBe(
      'SESSION_SECRET is a publicly known sample from documentation.',
    )
  })

  it.each([
    '01234567890123456789012345678901',
    '0123456789abcdef0123456789abcdef',
    'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
    '12345678901234567890123456789012',
  ])('recognises the order of %s', (secret) => {
    expect(findSecretProblem(parseSecrets(secret))).toBe(
      'SESSION_SECRET is not random: its characters are in order.',
    )
  })

  it.each([
    'a'.repeat(32),
    '-'.repeat(64),
    'é'.repeat(40),
    'ab'.repeat(20),
    'aabdcbacddbacbdaabccdbadcabbdcca',
    'Xq7!Xq7!Xq7!Xq7!Xq7!Xq7!Xq7!Xq7!',
    'passw0rd12passw0rd12passw0rd12passw0',
  ])('recognises the repetition in %s', (secret) => {
    expect(findSecretProblem(parseSecrets(secret))).toBe(
      'SESSION_SECRET is not random: it repeats a few characters.',
    )
  })

  it.each([
    first,
    second,
    'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ=',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'a test run has a long secret of its own',
    '!"#$%&/()=?+*-_.:;,<>|@{}[]~^!"#$%&/',
    `secret${first}`,
    `${first}secret`,
    `password${first}`,
    `${first}password`,
  ])('lets %s pass', (secret) => {
    expect(findSecretProblem(parseSecrets(secret))).toBeUndefined()
  })

  it.each([
    ['2', `2:${'a'.repeat(32)},1:${first}`, 'is not random: it repeats a few characters.'],
    ['1', `2:${first},1:${'0123456789'.repeat(4)}`, 'is not random: its characters are in order.'],
    ['10', `9:${first},10:${'change-me-'.repeat(4)}`, 'is a publicly known sample from documentation.'],
  ])('names the id %s of a weak secret in a list', (id, text, problem) => {
    expect(findSecretProblem(parseSecrets(text))).toBe(`SESSION_SECRET: the secret with id ${id} ${problem}`)
  })
})
