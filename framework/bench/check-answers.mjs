// Checks that all servers do the same work before their speed is compared.
import { equal, match, notEqual } from 'node:assert/strict'
import { servers } from './servers.mjs'
import { startServer } from './start-server.mjs'

const documents = [
  '/',
  '/hello',
  '/hello?name=Ada',
  '/hello?name=%3Cb%3E%26%22',
  '/table',
  '/spiral',
  '/session',
  '/cached/plain',
]

/** The documents of the server that answers only some pages. */
const documentsOfConcat = ['/table', '/spiral']

/**
 * Requests every page from each server and compares the responses with Vial's.
 *
 * @throws AssertionError when they differ, or when a response that must change does not
 */
export async function checkAnswers(port) {
  const expected = await collectAnswers('vial', port)
  for (const name of Object.keys(servers)) {
    if (name === 'vial') continue
    for (const [path, answer] of await collectAnswers(name, port)) {
      equal(answer, expected.get(path), `${path}: ${name} differs from Vial.`)
    }
  }
}

async function collectAnswers(name, port) {
  const server = await startServer(name, port)
  const answers = new Map()
  const paths = name === 'concat' ? documentsOfConcat : documents
  try {
    for (const path of paths) answers.set(path, maskChanges(readContent(await readText(path))))
    await checkChanges(paths)
    if (name === 'concat') return answers
    answers.set('session', await countVisits())
    answers.set('api', maskChanges(await readText('/api/item/42')))
    answers.set('asset', await readText('/asset-50k.txt'))
    return answers
  } finally {
    await server.stop()
  }

  async function readText(path, headers = {}) {
    const response = await fetch(server.origin + path, { headers })
    equal(response.status, 200, `${name} answers ${path} with ${response.status}.`)
    return response.text()
  }

  /** Checks that a response changes: one that stays the same would have been cached. */
  async function checkChanges(paths) {
    if (paths.includes('/hello')) match(await readText('/hello?name=Ada'), /Hello, Ada!.*<time>\d{4}-/)
    for (const path of ['/hello', '/table'].filter((changing) => paths.includes(changing))) {
      const first = await readText(path)
      await new Promise((resolve) => setTimeout(resolve, 5))
      notEqual(await readText(path), first, `${name} repeats ${path}.`)
    }
  }

  async function countVisits() {
    let cookie = ''
    const visits = []
    for (let visit = 1; visit <= 3; visit++) {
      const response = await fetch(`${server.origin}/session`, { headers: { cookie } })
      const [received] = response.headers.getSetCookie()
      notEqual(received, cookie)
      cookie = received.split(';', 1)[0]
      visits.push(/<h1>(.*)<\/h1>/.exec(await response.text())?.[1])
    }
    equal(visits.join(', '), 'Visits: 1, Visits: 2, Visits: 3', `${name} does not count visits.`)
    return visits.join(', ')
  }
}

/** Leaves out what a framework adds to the head. */
function readContent(html) {
  const [, title, body] =
    /^<!DOCTYPE html><html lang="en">.*(<title>.*<\/title>).*(<body.*<\/body>)<\/html>$/s.exec(html)
  return title + body
}

/** Replaces times and the marks of the rows, which differ from one request to the next. */
function maskChanges(text) {
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').replaceAll(/\b0000[0-9a-z]{4}\b/g, 'MARK')
}
