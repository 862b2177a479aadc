// The actions of a visitor of the notes, by the labels on the page.
import { randomUUID } from 'node:crypto'
import { type Page, type Response, expect } from '@playwright/test'

export const password = 'four words in a row'

export interface NoteText {
  title: string
  body?: string
}

/** Creates a unique user name, because all tests of a server share its database. */
export function createName(): string {
  return `ada-${randomUUID().slice(0, 8)}`
}

/** Signs up as a new user. Returns the name. */
export async function signUp(page: Page, name: string = createName()): Promise<string> {
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
