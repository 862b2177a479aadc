// Tests pages with several forms in a real browser: with client navigation, with the browser's own, and without JavaScript.
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const createFiles = (navigation: string): Record<string, string> => ({
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { base: '/shop/', cacheDir: '.cache', plugins: [vial({ navigation: ${navigation} })] }`,
  'routes/_title.island.tsx': `
    import { FieldMessages, field } from 'vial'
    export default ({ form }) => <>
      <input {...field(form, 'title', { action: 'rename' })} aria-label="New title" />
      <FieldMessages form={form} name="title" action="rename" /></>`,
  'routes/index.tsx': `
    import * as v from 'valibot'
    import { FieldMessages, canonical, field, redirect } from 'vial'
    import Title from './_title.island.tsx'
    const Schema = v.object({ title: v.pipe(v.string(), v.minLength(3, 'Too short.')) })
    export async function POST(ctx) {
      return { saved: (await ctx.form()).values.note }
    }
    export const actions = {
      async rename(ctx) {
        const form = await ctx.form(Schema)
        if (!form.ok) return ctx.fail(422, form)
        ctx.flash('success', 'Renamed to ' + form.data.title)
        return redirect('/?done=1')
      },
      async add(ctx) {
        const form = await ctx.form(Schema)
        return form.ok ? { added: form.data.title } : ctx.fail(422, form)
      },
    }
    export const head = ({ url }) => ({ title: 'Lists', link: [canonical(url)] })
    export default ({ form, flash, url }) => <>
      <h1>{url.search}</h1>
      <output>{form?.action ?? 'none'} {form?.added ?? form?.saved}</output>
      {flash.map(({ message }) => <p role="status">{message}</p>)}
      <form method="post" action="?page=2&/rename"><Title form={form} /><button>Rename</button></form>
      <form method="post" action="?/add">
        <input {...field(form, 'title', { action: 'add' })} aria-label="Added title" />
        <FieldMessages form={form} name="title" action="add" />
        <button>Add</button><button formaction="?/rename">Rename with it</button>
      </form>
      <form method="post" action="?"><input name="note" aria-label="Note" /><button>Save</button></form></>`,
})

const ways = [
  ['with client navigation', `'client'`, [true]],
  ["with the browser's navigation", '{}', [true, false]],
] as const

for (const [name, navigation, choices] of ways) {
  describeSite(`several forms on a page ${name}`, createFiles(navigation), (current) => {
    for (const javaScriptEnabled of choices) {
      test.describe(`${javaScriptEnabled ? 'with' : 'without'} JavaScript`, () => {
        test.use({ javaScriptEnabled })

        test('each call their own action, and show only what belongs to them', async ({
          page,
          allowConsole,
        }) => {
          allowConsole(/422/)
          await page.goto(current.url('/shop/'), { waitUntil: 'networkidle' })
          await page.getByLabel('New title').fill('x')
          await page.getByRole('button', { name: 'Rename', exact: true }).click()
          await expect(page.locator('output')).toContainText('rename')
          await expect(page.locator('h1')).toHaveText('?page=2&/rename')
          await expect(page).toHaveURL(current.url('/shop/?page=2&/rename'))
          await expect(page.getByLabel('New title')).toHaveValue('x')
          await expect(page.getByLabel('New title')).toHaveAttribute('aria-describedby', 'rename-title-error')
          await expect(page.locator('#rename-title-error')).toHaveText('Too short.')
          await expect(page.getByLabel('Added title')).toHaveValue('')
          await expect(page.locator('#add-title-error')).toHaveCount(0)
          await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', current.url('/shop/'))

          await page.getByLabel('Added title').fill('y')
          await page.getByRole('button', { name: 'Add', exact: true }).click()
          await expect(page.locator('#add-title-error')).toHaveText('Too short.')
          await expect(page.getByLabel('New title')).toHaveValue('')
          await page.getByLabel('Added title').fill('Milk')
          await page.getByRole('button', { name: 'Add', exact: true }).click()
          await expect(page.locator('output')).toHaveText('add Milk')

          await page.getByLabel('Note').fill('a note')
          await page.getByRole('button', { name: 'Save' }).click()
          await expect(page.locator('output')).toHaveText('none a note')

          await page.getByLabel('Added title').fill('Bread')
          await page.getByRole('button', { name: 'Rename with it' }).click()
          await expect(page.locator('p[role=status]')).toHaveText('Renamed to Bread')
          await expect(page).toHaveURL(current.url('/shop/?done=1'))
        })
      })
    }
  })
}
