// The actions of a visitor of the notes, by the labels on the page.
import { randomUUID } from 'node:crypto'
import { type APIRequestContext, type Page, type Response, expect } from '@playwright/test'

export const password = 'four words in a row'

export interface NoteText {
  title: string
  body?: string
}

/** Creates a unique user name, because all tests of a server share its database. */
export function createName(): string {
  return `ada-${randomUUID().slice(0, 8)}`
}

/** A page, or what else sends requests with the cookies of a visitor. */
export interface Visitor {
  readonly request: APIRequestContext
}

/** Signs up as a new user by request, which takes a fraction of the time of a form on a page. Returns the name. */
export async function signUp({ request }: Visitor, name: string = createName()): Promise<string> {
  await sendAccount(request, '/notes/signup', name, `Welcome, ${name}.`)
  return name
}

/** Logs in by request. */
export async function logIn({ request }: Visitor, name: string): Promise<void> {
  await sendAccount(request, '/notes/login', name, `Welcome back, ${name}.`)
}

/** Follows the redirect, too: its page shows the message, and no later one does. */
async function sendAccount(
  request: APIRequestContext,
  path: string,
  name: string,
  message: string,
): Promise<void> {
  const response = await request.post(path, { form: { name, password } })
  expect(response.url()).toMatch(/\/notes$/)
  expect(await response.text()).toContain(message)
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
