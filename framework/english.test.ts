// Refuses wording that makes readers stumble, in comments, messages, test titles and documentation.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * The files and folders that are checked, relative to the repository.
 *
 * Add a folder as soon as it passes, and never remove one.
 */
const checked: readonly string[] = [
  'README.md',
  'framework/README.md',
  'framework/CHANGELOG.md',
  'framework/CONTRIBUTING.md',
  'framework/SECURITY.md',
  'framework/ARCHITECTURE.md',
  'routes',
  'e2e',
  'framework/auth',
  'framework/bench',
  'framework/browser',
  'framework/build',
  'framework/cache',
  'framework/command',
  'framework/create-vial',
  'framework/extension',
  'framework/fixtures',
  'framework/http',
  'framework/inspector',
  'framework/node',
  'framework/realtime',
  'framework/redis',
  'framework/render',
  'framework/request',
  'framework/routing',
  'framework/session',
  'framework/templates',
]

interface Rule {
  pattern: RegExp
  /** What to write instead, for the message. */
  advice: string
  /** A sentence that the rule refuses, and a better one that it accepts. */
  example: readonly [refused: string, accepted: string]
}

const rules: readonly Rule[] = [
  {
    // Idioms stay: there is no, is no longer, is no reason.
    pattern:
      /(?<!\bthere +)\b(?:is|are|was|were) no (?!longer\b|more than\b|less than\b|better\b|different\b|reason\b|exception\b)/i,
    advice: 'write "is not a …"',
    example: ['The body is no valid JSON.', 'There is no body, which is no reason to fail.'],
  },
  {
    pattern: /(?<!\bthere +)\b(?:is|are|was|were) none\b/i,
    advice: 'write "is not one", or say what it is',
    example: ['A link in a link is none.', 'Returns undefined if there is none.'],
  },
  {
    pattern: /\bwho(?:so|m)?ever\b/i,
    advice: 'name the person: a visitor, the author, the caller',
    example: ['Whoever sent it may remove it.', 'The visitor who sent it may remove it.'],
  },
  {
    pattern: /\b(?:somebody|nobody)\b/i,
    advice: 'name the person: a visitor, a user, no process',
    example: ['A copy of nobody, for somebody else.', 'An anonymous copy for another user.'],
  },
  {
    pattern: /\bbehind (?:its|their|his|her|[\w-]+['’]s) backs?\b/i,
    advice: 'write "in the background"',
    example: ['It is made again behind their backs.', 'It is regenerated in the background.'],
  },
  {
    pattern: /\bof (?:yours|ours|theirs|hers|mine)\b/i,
    advice: 'write "your …", "our …", "their …"',
    example: ['a route of yours', 'your route'],
  },
  {
    pattern: /\bof (?:an?|the|this|that|each|every) [\w-]+['’]s own\b/i,
    advice: 'write the plain possessive',
    example: ['code of a site’s own', 'the site’s code'],
  },
  {
    pattern: /\bby (?:itself|themselves)\b/i,
    advice: 'write "automatically", or "on its own"',
    example: ['The session is saved by itself.', 'The session is saved automatically.'],
  },
  {
    pattern: /\banew\b/i,
    advice: 'write "again", "regenerated" or "revalidated"',
    example: ['The page is made anew.', 'The page is regenerated.'],
  },
  {
    pattern: /\bby the clock\b/i,
    advice: 'write "on a schedule", or "scheduled task"',
    example: ['Tasks run by the clock.', 'Tasks run on a schedule.'],
  },
  {
    pattern: /\bfrom afar\b/i,
    advice: 'write "remotely"',
    example: ['A session can be ended from afar.', 'A session can be ended remotely.'],
  },
  {
    pattern: /\bshall\b/i,
    advice: 'write "must", "should" or "will"',
    example: ['Browsers that shall not ask', 'Browsers that should not revalidate'],
  },
  {
    pattern: /\bfetched ahead\b|\bunseen pages?\b/i,
    advice: 'write "prefetched"',
    example: ['A page that is fetched ahead', 'A prefetched page'],
  },
  {
    pattern: /\bis awake\b|\bislands? wakes?\b|\bwakes? (?:an|the|its|each|every) islands?\b/i,
    advice: 'write "hydrate"',
    example: ['The island wakes when it is awake.', 'The island hydrates.'],
  },
  {
    pattern: /\bstyle sheets?\b/i,
    advice: 'write "stylesheet"',
    example: ['its style sheets', 'its stylesheets'],
  },
  {
    pattern: /\b(?:Redis|database|store) is away\b/i,
    advice: 'write "is down"',
    example: ['While Redis is away', 'While Redis is down'],
  },
  {
    pattern: /\bsays? no\b(?!-)/i,
    advice: 'write "refuses", or say which error it is',
    example: ['a page that says no', 'a page that refuses'],
  },
  {
    pattern: /\b(?:goes|went|going|(?:can|may|must|should|will) go) on\b/i,
    advice: 'write "keeps running", "keeps …ing" or "continues"',
    example: ['The server goes on without a log.', 'The server keeps running without a log.'],
  },
  {
    pattern: /\b(?:is|are) (?:a warning|warnings)\b/i,
    advice: 'write "causes a warning"',
    example: ['A route without a handler is a warning.', 'A route without a handler causes a warning.'],
  },
  {
    pattern: /\b(?:forbids?|allows?|permits?) to (?=[a-z])/i,
    advice: 'write "forbids compressing", or name who may do it',
    example: ['Its middleware forbids to compress it.', 'Its middleware forbids compressing it.'],
  },
  {
    pattern: /\badvices\b/i,
    advice: 'write "advice", or "remedies"',
    example: ['const advices = { redirect }', 'const remedies = { redirect }'],
  },
  {
    pattern: /\bof which (?:browsers|none|only|the (?:length|newest))\b/i,
    advice: 'write "whose", or "none of which"',
    example: ['a response of which the length is not known', 'a response whose length is not known'],
  },
  {
    pattern: /\bto be mended\b|\bmends?\b|\bmended\b/i,
    advice: 'write "fix"',
    example: ['a mistake that was mended', 'a mistake that was fixed'],
  },
]

describe('a rule', () => {
  it.each(rules)('refuses and accepts its example: $advice', ({ pattern, example: [refused, accepted] }) => {
    expect(refused).toMatch(pattern)
    expect(accepted).not.toMatch(pattern)
  })
})

describe('the English', () => {
  it.each(checked)('of %s is plain', (path) => {
    expect(listFiles(path).flatMap(findProblems)).toEqual([])
  })

  it('of each folder of the package is checked', () => {
    const folders = readdirSync(join(root, 'framework'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(bin|dist|docs|node_modules)$/.test(entry.name))
      .map(({ name }) => `framework/${name}`)
    expect(folders.filter((folder) => !checked.includes(folder))).toEqual([])
  })

  it('is searched across the lines of a comment', () => {
    expect(findInText('a.ts', '// The cookie is\n// no session.')).toEqual([
      'a.ts:1: "is no": write "is not a …".',
    ])
  })
})

const root = dirname(import.meta.dirname)

/** Lists the files of a folder that people read, or the file itself. */
function listFiles(path: string): string[] {
  if (statSync(join(root, path)).isFile()) return [path]
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(ts|tsx|mjs|css|md|mdx)$/.test(name) && !/\/(node_modules|dist)\//.test(name))
}

function findProblems(path: string): string[] {
  return findInText(path, readFileSync(join(root, path), 'utf8'))
}

function findInText(path: string, text: string): string[] {
  // A sentence may continue in the next line of a comment or paragraph. The length stays, and so does every position.
  const joined = text.replace(/\n[ \t]*(?:\/\/|\*(?!\/)|>)?[ \t]*/g, (gap) => ' '.padStart(gap.length))
  return rules.flatMap(({ pattern, advice }) =>
    [...joined.matchAll(toGlobal(pattern))].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length
      return `${path}:${line}: "${found.replace(/ +/g, ' ').trim()}": ${advice}.`
    }),
  )
}

/** Matches everywhere, and takes any number of spaces for one. */
function toGlobal({ source, flags }: RegExp): RegExp {
  return new RegExp(source.replaceAll(' ', ' +').replaceAll(' ++', ' +'), `${flags}g`)
}
