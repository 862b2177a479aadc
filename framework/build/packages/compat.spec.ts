// Libraries for React in islands, in a real browser.
import { describeSite, expect, test } from '../../fixtures/browser-site.ts'

const files = {
  'package.json': `{
    "type": "module", "private": true,
    "dependencies": {
      "@radix-ui/react-dialog": "*", "@tanstack/react-query": "*", "react-hook-form": "*", "react-select": "*", "plain-hook": "*", "island-lib": "*"
    }
  }`,
  'vite.config.js': `
    import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [vial({ compat: true })] }`,
  // CommonJS, behind a package that does not mention React itself.
  'node_modules/plain-hook/package.json': `{ "name": "plain-hook", "type": "module", "exports": "./index.js", "dependencies": { "old-hook": "*" } }`,
  'node_modules/plain-hook/index.js': `export { useOld as usePlain } from 'old-hook/hook'`,
  'node_modules/old-hook/package.json': `{ "name": "old-hook", "exports": { "./hook": "./hook.js" }, "peerDependencies": { "react": "*" } }`,
  'node_modules/old-hook/hook.js': `
    'use strict'
    const React = require('react')
    const { size } = require('./size.js')
    exports.useOld = () => React.useState(size)`,
  'node_modules/old-hook/size.js': `exports.size = 40`,
  'node_modules/island-lib/package.json': `{ "name": "island-lib", "type": "module", "exports": "./index.js", "peerDependencies": { "react": "*" } }`,
  'node_modules/island-lib/index.js': `'use client'\nexport { default as Count } from './count.island.js'`,
  'node_modules/island-lib/count.island.js': `'use client'
    import { createElement, useState } from 'react'
    export default function Count() {
      const [count, setCount] = useState(0)
      return createElement('button', { onClick: () => setCount(count + 1) }, 'Island of a package: ' + count)
    }`,
  'routes/packaged.tsx': `import { Count } from 'island-lib'\nexport default () => <main><Count /></main>`,
  'routes/_form.island.tsx': `
    import { useForm } from 'react-hook-form'
    export default function Form() {
      const { register, handleSubmit, formState: { errors } } = useForm()
      return <form onSubmit={handleSubmit(() => {})}>
        <input aria-label="Title" {...register('title', { required: 'Write a title.' })} />
        <button>Save</button><output>{errors.title?.message}</output>
      </form>
    }`,
  'routes/_dialog.island.tsx': `
    import * as Dialog from '@radix-ui/react-dialog'
    export default () => <Dialog.Root>
      <Dialog.Trigger>Open</Dialog.Trigger>
      <Dialog.Portal><Dialog.Overlay />
        <Dialog.Content aria-describedby={undefined}><Dialog.Title>Settings</Dialog.Title><Dialog.Close>Close</Dialog.Close></Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>`,
  'routes/_query.island.tsx': `
    import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
    const client = new QueryClient()
    const Inner = () => {
      const { data } = useQuery({ queryKey: ['n'], queryFn: () => fetch('/n').then((response) => response.json()), initialData: { n: 0 } })
      return <output>n is {data.n}</output>
    }
    export default () => <QueryClientProvider client={client}><Inner /></QueryClientProvider>`,
  'routes/_select.island.tsx': `
    import Select from 'react-select'
    const options = ['Red', 'Green'].map((label) => ({ label, value: label }))
    export default () => <Select instanceId="colour" inputId="colour" aria-label="Colour" options={options} />`,
  'routes/_old.island.tsx': `
    import { usePlain } from 'plain-hook'
    import { useState } from 'react'
    export default function Old() {
      const [count, setCount] = usePlain()
      const [clicks, setClicks] = useState(0)
      return <button onClick={() => { setCount(count + 2); setClicks(clicks + 1) }}>Old: {count}, {clicks}</button>
    }`,
  'routes/n.ts': `export const GET = () => ({ n: 9 })`,
  'routes/_server.ts': `export default { csp: { 'style-src': ["'self'", "'unsafe-inline'"] } }`,
  ...Object.fromEntries(
    ['form', 'dialog', 'query', 'select', 'old'].map((name) => [
      `routes/${name}.tsx`,
      `import Part from './_${name}.island.tsx'\nexport default () => <main><Part /></main>`,
    ]),
  ),
}

// Components of libraries are found in the source, hooks when they run.
const onlyForm = Object.fromEntries(
  Object.entries(files).filter(([path]) => !/^routes\/_?(dialog|query|select|old|packaged)\b/.test(path)),
)

describeSite(
  'a site with libraries for React and without the option',
  {
    ...onlyForm,
    'vite.config.js': `import { vial } from 'vial/vite'\nexport default { cacheDir: '.cache', plugins: [vial()] }`,
  },
  (current) => {
    test('names the option in the error', async () => {
      expect((await current.server.fetch('/form')).status).toBe(500)
      expect(current.server.output()).toContain('Set vial({ compat: true }) in vite.config')
    })
  },
)

describeSite('a site with libraries for React', files, (current) => {
  test('runs react-hook-form', async ({ page }) => {
    await page.goto(current.url('/form'), { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Write a title.')).toBeVisible()
  })

  test('runs a dialog of Radix', async ({ page }) => {
    await page.goto(current.url('/dialog'), { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Open' }).click()
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })

  test('runs react-query', async ({ page }) => {
    expect(await current.server.text('/query')).toContain('n is 0')
    await page.goto(current.url('/query'))
    await expect(page.getByText('n is 9')).toBeVisible()
  })

  test('runs react-select', async ({ page }) => {
    await page.goto(current.url('/select'), { waitUntil: 'networkidle' })
    await page.getByRole('combobox', { name: 'Colour' }).click()
    await page.getByRole('option', { name: 'Green' }).click()
    await expect(page.getByText('Green', { exact: true })).toBeVisible()
  })

  test('runs an island of a package, without a word about its directives', async ({ page }) => {
    await page.goto(current.url('/packaged'), { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Island of a package: 0' }).click()
    await expect(page.getByRole('button', { name: 'Island of a package: 1' })).toBeVisible()
    expect(current.server.output()).not.toMatch(/directive/i)
  })

  test('runs a library in CommonJS, and hooks that the site imports from React', async ({ page }) => {
    expect(await current.server.text('/old')).toContain('Old: 40, 0')
    await page.goto(current.url('/old'), { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Old: 40, 0' }).click()
    await expect(page.getByRole('button', { name: 'Old: 42, 1' })).toBeVisible()
  })
})
