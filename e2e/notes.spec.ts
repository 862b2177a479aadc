// The notes: accounts, writing, searching and deleting, with and without JavaScript.
import { listViolations } from './accessibility.ts'
import {
  addNote,
  createName,
  fillAccount,
  password,
  signUp,
  signUpWithForm,
  submit,
  writeNote,
} from './notes-visitor.ts'
import { expect, test } from './site-test.ts'
import { userTest } from './user-test.ts'

test.describe('a time', () => {
  test.use({ timezoneId: 'Asia/Kathmandu' })

  userTest(
    'is in UTC at first, and then in the time zone of the visitor',
    async ({ page, browser, baseURL }) => {
      const id = await addNote(page, { title: 'Tea' })
      for (const path of ['/notes', `/notes/${id}`]) {
        expect(await (await page.request.get(path)).text()).toMatch(/\d\d:\d\d UTC</)
        await page.goto(path)
        for (const time of await page.getByRole('time').all()) await expect(time).toHaveText(/ GMT\+5:45$/)
      }
      // Results that arrive while the visitor types have the same form.
      await page.goto('/notes', { waitUntil: 'networkidle' })
      await page.getByRole('searchbox').fill('te')
      await expect(page).toHaveURL(/q=te/)
      await expect(page.getByRole('time')).toHaveText(/ GMT\+5:45$/)

      const storageState = await page.context().storageState()
      const plain = await browser.newPage({ baseURL: baseURL ?? '', javaScriptEnabled: false, storageState })
      await plain.goto('/notes')
      await expect(plain.getByRole('time')).toHaveText(/ UTC$/)
      await plain.close()
    },
  )
})

for (const javaScriptEnabled of [true, false]) {
  test.describe(`notes ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
    test.use({ javaScriptEnabled })

    test('can be written, changed and deleted', async ({ page }) => {
      await signUpWithForm(page)
      await expect(page).toHaveURL('/notes')
      await page.getByRole('link', { name: 'Write your first note' }).click()
      await page.getByLabel('Title').fill('Milk')
      await page.getByLabel('Text', { exact: true }).fill('Two litres.\nThe one from the farm.')
      expect((await submit(page, 'Save')).status()).toBe(303)

      await expect(page).toHaveURL('/notes')
      await expect(page.getByRole('status')).toHaveText('“Milk” has been saved.')
      await expect(page.getByRole('main').getByRole('listitem')).toHaveText(/Two litres/)

      await page.getByRole('link', { name: 'Milk' }).click()
      await expect(page).toHaveURL(/\/notes\/\d+$/)
      await expect(page).toHaveTitle(/^Milk/)
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue(
        'Two litres.\nThe one from the farm.',
      )
      await page.getByLabel('Title').fill('Oat milk')
      await submit(page, 'Save')
      await expect(page.getByRole('status')).toHaveText('“Oat milk” has been saved.')

      await page.getByRole('link', { name: 'Oat milk' }).click()
      const address = page.url()
      await page.getByRole('link', { name: 'Delete this note' }).click()
      await page.getByRole('link', { name: 'Keep it' }).click()
      await expect(page).toHaveURL(address)
      await page.getByRole('link', { name: 'Delete this note' }).click()
      await submit(page, 'Delete')

      await expect(page).toHaveURL('/notes')
      await expect(page.getByRole('status')).toHaveText('“Oat milk” has been deleted.')
      await expect(page.getByText('There is nothing here yet.')).toBeVisible()
      expect((await page.goto(address))?.status()).toBe(404)
      await expect(page.getByRole('main')).toContainText('There is no such note.')
    })

    test('survive a login that ends in the middle of a form', async ({ page }) => {
      const name = await signUp(page)
      const [kept, changed] = [`Kept ${crypto.randomUUID()}`, `Changed ${crypto.randomUUID()}`]
      const body = `${'A long text. '.repeat(700)}\n<b>The end</b>`
      const id = await addNote(page, { title: 'Before' })
      for (const [path, title] of [
        ['/notes/new', kept],
        [`/notes/${id}`, changed],
      ] as const) {
        await page.goto(path)
        await page.getByLabel('Title').fill(title)
        await page.getByLabel('Text', { exact: true }).fill(body)
        await page.context().clearCookies()
        await page.getByRole('button', { name: 'Save' }).click()
        await expect(page.getByRole('alert')).toContainText('Your login has ended. Your note is kept')
        await fillAccount(page, name, 'not the password')
        await page.getByRole('button', { name: 'Log in' }).click()
        await expect(page.getByRole('alert')).toContainText('The name or password is wrong.')
        await fillAccount(page, name)
        await page.getByRole('button', { name: 'Log in' }).click()
        await expect(page.getByRole('status')).toHaveText(`“${title}” has been saved.`)
        await expect(page).toHaveURL('/notes')
      }
      await page.getByRole('link', { name: kept }).click()
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue(body)
    })

    userTest('that change in two tabs show both texts', async ({ page }) => {
      const id = await addNote(page, { title: 'Plan', body: 'old' })
      const other = await page.context().newPage()
      for (const tab of [page, other]) await tab.goto(`/notes/${id}`)
      await other.getByLabel('Text', { exact: true }).fill('theirs')
      await other.getByRole('button', { name: 'Save' }).click()
      await expect(other.getByRole('status')).toHaveText('“Plan” has been saved.')
      await other.close()

      await page.getByLabel('Text', { exact: true }).fill('mine')
      expect((await submit(page, 'Save')).status()).toBe(409)
      await expect(page.getByRole('alert')).toContainText('This note has changed since you opened it')
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue('mine')
      await expect(page.getByRole('region', { name: 'The other text' })).toContainText('theirs')
      if (javaScriptEnabled) expect(await listViolations(page)).toEqual([])
      expect((await submit(page, 'Save')).status()).toBe(303)
      await page.getByRole('link', { name: 'Plan' }).click()
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue('mine')
    })

    userTest('that are deleted in another tab keep the text that was typed', async ({ page }) => {
      const id = await addNote(page, { title: 'Plan', body: 'old' })
      await page.goto(`/notes/${id}`)
      await page.getByLabel('Text', { exact: true }).fill('A long text\nthat took an hour')
      await page.request.delete(`/notes/api/notes/${id}`)

      expect((await submit(page, 'Save')).status()).toBe(404)
      await expect(page).toHaveTitle(/^Problem: Your text is not saved/)
      await expect(page.getByRole('alert')).toContainText('There is no such note.')
      await expect(page.getByLabel('Title')).toHaveValue('Plan')
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue('A long text\nthat took an hour')
      if (javaScriptEnabled) expect(await listViolations(page)).toEqual([])

      // An invalid text is kept, too.
      await page.getByLabel('Title').fill('')
      await submit(page, 'Save as a new note')
      await expect(page.getByRole('alert')).toContainText('Write a title.')
      await page.getByLabel('Title').fill('Plan again')
      await submit(page, 'Save')
      await expect(page.getByRole('status')).toHaveText('“Plan again” has been saved.')
      await page.getByRole('link', { name: 'Plan again' }).click()
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue('A long text\nthat took an hour')
    })

    userTest(
      'that belong to another user keep the text of a visitor who has changed accounts',
      async ({ page }) => {
        const id = await addNote(page, { title: 'Of the first', body: 'secret' })
        await page.goto(`/notes/${id}`)
        await page.context().clearCookies()
        await signUp(page)

        await page.getByLabel('Text', { exact: true }).fill('mine')
        expect((await submit(page, 'Save')).status()).toBe(403)
        await expect(page.getByRole('alert')).toContainText('This note belongs to another user.')
        await expect(page.getByLabel('Text', { exact: true })).toHaveValue('mine')
        await expect(page.getByText('secret')).toHaveCount(0)
      },
    )

    userTest('are saved once, however often their form is sent', async ({ page }) => {
      await page.goto('/notes/new')
      const formId = await page.locator('input[name=formId]').inputValue()
      const send = (title: string) =>
        page.request.post('/notes/new', { form: { title, body: '', formId }, maxRedirects: 0 })
      const answers = await Promise.all([send('Once'), send('Once'), send('Once')])
      expect(answers.map((answer) => answer.status())).toEqual([303, 303, 303])
      // A visitor who goes back and writes something else has written another note.
      await send('Another')
      await page.goto('/notes')
      await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(['Another', 'Once'])
    })

    userTest('show the errors of a form and keep what was typed', async ({ page }) => {
      await page.goto('/notes/new')
      await page.getByLabel('Text', { exact: true }).fill('No title yet, "quoted" & <b>bold</b>')
      expect((await submit(page, 'Save')).status()).toBe(422)

      await expect(page).toHaveTitle(/^Problem: /)
      await expect(page.getByRole('alert')).toContainText('Write a title.')
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue(
        'No title yet, "quoted" & <b>bold</b>',
      )
      const title = page.getByLabel('Title')
      await expect(title).toHaveAttribute('aria-invalid', 'true')
      await expect(title).toHaveAccessibleDescription('Error: Write a title.')
      await page.getByRole('alert').getByRole('link', { name: 'Write a title.' }).click()
      await expect(title).toBeFocused()

      await title.fill('A title')
      await submit(page, 'Save')
      await expect(page.getByRole('status')).toHaveText('“A title” has been saved.')
    })

    test('let a user log out and log in again', async ({ page }) => {
      const name = await signUp(page)
      await writeNote(page, { title: 'Still here' })
      await page.getByRole('button', { name: 'Log out' }).click()
      await expect(page).toHaveURL('/notes/login')
      await expect(page.getByRole('status')).toHaveText('You are logged out.')
      await page.goto('/notes')
      await expect(page).toHaveURL('/notes/login?next=%2Fnotes')

      await fillAccount(page, name, 'not the password')
      expect((await submit(page, 'Log in')).status()).toBe(422)
      await expect(page.getByRole('alert')).toContainText('The name or password is wrong.')
      await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(name)
      await expect(page.getByLabel('Password')).toHaveValue('')

      await page.getByLabel('Password').fill(password)
      await submit(page, 'Log in')
      await expect(page.getByRole('status')).toHaveText(`Welcome back, ${name}.`)
      await expect(page.getByRole('link', { name: 'Still here' })).toBeVisible()
    })
  })
}

test.describe('notes', () => {
  test('redirect anonymous visitors to the login, and then back', async ({ page }) => {
    await page.goto('/notes/new')
    await expect(page).toHaveURL('/notes/login?next=%2Fnotes%2Fnew')

    await page.getByRole('main').getByRole('paragraph').getByRole('link', { name: 'Sign up' }).click()
    await fillAccount(page, createName())
    await page.getByRole('button', { name: 'Sign up' }).click()

    await expect(page).toHaveURL('/notes/new')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('New note')
  })

  userTest('are never compressed, because their length could give them away', async ({ page }) => {
    const id = await addNote(page, { title: 'Secret', body: 'words that repeat. '.repeat(200) })
    for (const path of ['/notes?q=Secret', `/notes/${id}`, '/notes/api/notes']) {
      const headers = (await page.request.get(path)).headers()
      expect([path, headers['content-encoding'], headers['cache-control']]).toEqual([
        path,
        undefined,
        'private, no-store, no-transform',
      ])
    }
  })

  test('show a message once', async ({ page }) => {
    await signUpWithForm(page)
    await expect(page.getByRole('status')).toBeVisible()
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your notes')
    await expect(page.getByRole('status')).toHaveCount(0)
  })

  userTest('are found by a word in title or text', async ({ page }) => {
    await addNote(page, { title: 'Zürich', body: 'trains' })
    await addNote(page, { title: 'Bern', body: 'By way of ZÜRICH' })
    await addNote(page, { title: '100% wool', body: 'scarf' })
    await page.goto('/notes')
    await page.getByLabel('Search title and text').fill('zürich')
    await page.getByRole('button', { name: 'Search' }).click()

    await expect(page).toHaveURL('/notes?q=z%C3%BCrich')
    await expect(page.getByLabel('Search title and text')).toHaveValue('zürich')
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(['Bern', 'Zürich'])

    await page.goto('/notes?q=%25')
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toHaveText(['100% wool'])
    await page.goto('/notes?q=nowhere')
    await expect(page.getByText('No note contains “nowhere”.')).toBeVisible()
    await page.getByRole('link', { name: 'Show all notes' }).click()
    await expect(page.getByText('3 notes')).toBeVisible()
  })

  userTest('are listed ten a page, newest first', async ({ page }) => {
    for (let number = 1; number <= 11; number++) await addNote(page, { title: `Note ${number}` })
    await page.goto('/notes')
    const titles = page.getByRole('main').getByRole('heading', { level: 2 })
    await expect(titles).toHaveCount(10)
    await expect(titles.first()).toHaveText('Note 11')
    await expect(page.getByRole('link', { name: 'Newer' })).toHaveCount(0)

    await page.getByRole('link', { name: 'Older' }).click()
    await expect(page).toHaveURL('/notes?page=2')
    await expect(titles).toHaveText(['Note 1'])
    await expect(page.getByRole('link', { name: 'Page 2' })).toHaveAttribute('aria-current', 'page')
  })

  userTest('show the source of their pages', async ({ page }) => {
    const id = await addNote(page, { title: 'Milk' })
    const editor = ['_note/note-fields.tsx', '_note/editor.island.tsx']
    for (const [path, files] of [
      ['/notes', ['index.tsx', '_note/search.island.tsx', '_note/live-search.ts']],
      ['/notes/new', ['new.tsx', ...editor]],
      [`/notes/${id}`, ['[id=int]/index.tsx', ...editor]],
    ] as const) {
      await page.goto(path)
      const sources = page.getByRole('figure')
      await expect(sources).toHaveCount(0)
      await page.getByText('How this page works').click()
      await expect(page.getByRole('tab')).toHaveText([...files])
      await expect(sources.locator('figcaption')).toHaveText([`routes/notes/${files[0]}`])
      await expect(sources).toContainText('PageProps')
      await page.getByRole('tab', { name: 'island' }).click()
      await expect(sources).toContainText('useState')
    }
    expect(await listViolations(page)).toEqual([])
  })

  userTest('allow a name only once', async ({ page, user: { name } }) => {
    await page.context().clearCookies()
    await page.goto('/notes/signup')
    await fillAccount(page, name.toUpperCase())
    expect((await submit(page, 'Sign up')).status()).toBe(422)
    await expect(page.getByRole('alert')).toContainText('This name is taken.')
  })
})

test.describe('the notes of another user', () => {
  userTest('are neither listed nor shown, changed or deleted', async ({ page, browser, baseURL }) => {
    const id = await addNote(page, { title: 'Secret of the owner' })

    const other = await browser.newPage({ baseURL: baseURL ?? '' })
    await signUp(other)
    await other.goto('/notes')
    await expect(other.getByText('There is nothing here yet.')).toBeVisible()
    for (const path of [`/notes/${id}`, `/notes/${id}/delete`]) {
      expect((await other.goto(path))?.status()).toBe(403)
      await expect(other.getByRole('main')).toContainText('This note belongs to another user.')
      await expect(other.getByText('Secret of the owner')).toHaveCount(0)
      const post = await other.request.post(path, { form: { title: 'Mine now' }, maxRedirects: 0 })
      expect(post.status()).toBe(403)
    }
    await other.close()

    await page.goto('/notes')
    await expect(page.getByRole('link', { name: 'Secret of the owner' })).toBeVisible()
  })
})

test.describe('user input', () => {
  userTest('stays text', async ({ page }) => {
    const title = `<img src=x onerror="document.title='run'"> & "quotes" 👩‍👩‍👧`
    const id = await addNote(page, { title, body: '</textarea><script>document.title = "run"</script>' })
    await page.goto('/notes')
    await expect(page.getByRole('link', { name: title })).toBeVisible()
    await page.goto(`/notes/${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
    await expect(page).toHaveTitle(`${title} · Vial`)
    await expect(page.getByLabel('Text', { exact: true })).toHaveValue(/^<\/textarea><script>/)
    await expect(page.getByRole('main').locator('img, script')).toHaveCount(0)
  })

  userTest('keeps empty lines at its start, however often it is saved', async ({ page }) => {
    const id = await addNote(page, { title: 'Poem', body: '\n\nline' })
    for (let round = 0; round < 2; round += 1) {
      await page.goto(`/notes/${id}`)
      await expect(page.getByLabel('Text', { exact: true })).toHaveValue('\n\nline')
      await submit(page, 'Save')
    }
    await page.goto(`/notes/${id}`)
    await expect(page.getByLabel('Text', { exact: true })).toHaveValue('\n\nline')
  })
})
