// The actions of a visitor of the notes, by the labels on the page.
import { randomUUID } from 'node:crypto'
import { type BrowserContext, type Page, type Response, expect, test } from '@playwright/test'

export const password = 'four words in a row'

export interface NoteText {
  title: string
  body?: string
}

/** Creates a unique user name, because all tests of a server share its database. */
export function createName(): string {
  return `ada-${randomUUID().slice(0, 8)}`
}

/** Signs up as a new user without the form, which takes a fraction of its time. Returns the name. */
export async function signUp(page: Page, name: string = createName()): Promise<string> {
  await page.context().addCookies(await sendAccount('/notes/signup', name))
  return name
}

/** Logs in without the form. */
export async function logIn(page: Page, name: string): Promise<void> {
  await page.context().addCookies(await sendAccount('/notes/login', name))
}

/**
 * Sends an account and follows the redirect, whose page shows the message, so that no later one does. Not with
 * Playwright's requests: they keep connections open from one test to the next, and fail if the server closes one
 * while the next test uses it. fetch() gives up a connection before the server does.
 *
 * @param path `/notes/signup` or `/notes/login`
 * @returns The cookies of the user
 */
export async function sendAccount(
  path: string,
  name: string,
  baseURL: string = test.info().project.use.baseURL ?? '',
): Promise<UserCookie[]> {
  const body = new URLSearchParams({ name, password })
  const answer = await fetch(new URL(path, baseURL), { method: 'POST', body, redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/notes'])
  const headers = { cookie: formatCookies(readCookies(answer, baseURL)) }
  const shown = await fetch(new URL('/notes', baseURL), { headers })
  expect(await shown.text()).toContain(`${name}.</p>`)
  return readCookies(shown, baseURL)
}

type UserCookie = Awaited<ReturnType<BrowserContext['cookies']>>[number]

/** Formats cookies as the header of a request. */
export function formatCookies(cookies: readonly UserCookie[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

function readCookies(response: globalThis.Response, url: string): UserCookie[] {
  return response.headers.getSetCookie().map((text) => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
    return {
      name,
      value,
      domain: new URL(url).hostname,
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: /; Secure\b/.test(text),
      sameSite: 'Lax',
    }
  })
}

/** Signs up as a new user with the form. Returns the name. */
export async function signUpWithForm(page: Page, name: string = createName()): Promise<string> {
  await page.goto('/notes/signup')
  await fillAccount(page, name)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(page.getByRole('status')).toHaveText(`Welcome, ${name}.`)
  return name
}

/** Fills in the signup or login form. */
export async function fillAccount(page: Page, name: string, secret: string = password): Promise<void> {
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByLabel('Password').fill(secret)
}

/** Creates a note with the form. */
export async function writeNote(page: Page, { title, body = '' }: NoteText): Promise<void> {
  await page.goto('/notes/new')
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Text', { exact: true }).fill(body)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status')).toHaveText(`“${title}” has been saved.`)
}

/** Creates a note with the JSON API, as the visitor of the page. Returns its id. */
export async function addNote(page: Page, note: NoteText): Promise<number> {
  const response = await page.request.post('/notes/api/notes', { data: note })
  expect(response.status()).toBe(201)
  const { id } = (await response.json()) as { id: number }
  return id
}

/** Submits a form. Returns the response to the form itself, be it a page or a redirect. */
export async function submit(page: Page, button: string): Promise<Response> {
  const answer = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('main').getByRole('button', { name: button, exact: true }).click()
  return answer
}
