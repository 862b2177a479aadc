// Single-page applications in Vue, React and Preact next to pages with an island, in one site.
import { readFile, readdir } from 'node:fs/promises'
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

/** How the applications use the site's endpoint. */
const talk = `
      const send = async (method: string) => {
        const body = method === 'POST' ? JSON.stringify({ by: 1 }) : null
        const response = await fetch('/api/visits', { method, body, headers: { 'content-type': 'application/json' } })
        setVisits((await response.json()).visits)
      }
      useEffect(() => { send('GET') }, [])`

const files = {
  'vite.config.js': `
    import vue from '@vitejs/plugin-vue'
    import react from '@vitejs/plugin-react'
    import { vial } from 'vial/vite'
    export default { cacheDir: '.cache', plugins: [vial(), vue(), react({ include: /\\/routes\\/react\\// })] }`,
  'lib/store.server.ts': `export const canary = 'CANARY_SERVER'`,
  'routes/index.tsx': `
    import Count from './_count.island.tsx'
    export default () => <Count />`,
  'routes/_count.island.tsx': `
    import { useState } from 'preact/hooks'
    import './_count.css'
    export default function Count() {
      const [count, setCount] = useState(0)
      return <button class="island" onClick={() => setCount(count + 1)}>Island: {count}</button>
    }`,
  'routes/_count.css': `.island { color: rgb(0, 0, 9) }`,
  'routes/api/visits.ts': `
    import { canary } from '../../lib/store.server.ts'
    export const GET = ({ session }) => ({ visits: session.visits ?? 0, length: canary.length })
    export const POST = async ({ session, request }) => {
      const { by } = await request.json()
      session.visits = (session.visits ?? 0) + by
      return { visits: session.visits }
    }`,
  'routes/[lang]/_vue/main.ts': `
    import { createApp } from 'vue'
    import './base.css'
    import App from './App.vue'
    createApp(App).mount('#app')`,
  'routes/[lang]/_vue/base.css': `h1 { background: rgb(9, 0, 0) } h1 { color: rgb(1, 1, 1) }`,
  'routes/[lang]/_vue/App.vue': `
<script setup lang="ts">
import { computed, onMounted, ref } from 'vue'
import logo from './logo.svg'
const path: string = location.pathname
const count = ref<number>(0)
const visits = ref(0)
const double = computed(() => count.value * 2)
const send = async (method: string) => {
  const body = method === 'POST' ? JSON.stringify({ by: 1 }) : undefined
  const response = await fetch('/api/visits', { method, body, headers: { 'content-type': 'application/json' } })
  visits.value = (await response.json()).visits
}
onMounted(() => send('GET'))
</script>
<template>
  <h1>Vue at {{ path }}</h1>
  <img :src="logo" alt="Logo">
  <button @click="count++">Count: {{ count }}, {{ double }}</button>
  <button @click="send('POST')">Visits: {{ visits }}</button>
</template>
<style scoped>
h1 { color: rgb(0, 99, 0) }
</style>`,
  'routes/[lang]/_vue/logo.svg': `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>${'x'.repeat(5000)}</title></svg>`,
  'routes/[lang]/vue/[[...path]].tsx': `
    import app from '../_vue/main.ts?browser'
    export const head = { title: 'Vue', ...app }
    export default () => <div id="app"></div>`,
  'routes/preact/_app/main.tsx': `
    import { render } from 'preact'
    import { App } from './app.tsx'
    render(<App />, document.querySelector('#app')!)`,
  'routes/preact/_app/app.tsx': `
    import { useEffect, useState } from 'preact/hooks'
    import './app.css'
    export function App() {
      const [count, setCount] = useState(0)
      const [visits, setVisits] = useState(0)
      ${talk}
      return <>
        <h1 class="preact">Preact at {location.pathname}</h1>
        <button onClick={() => setCount(count + 1)}>Count: {count}</button>
        <button onClick={() => send('POST')}>Visits: {visits}</button>
      </>
    }`,
  'routes/preact/_app/app.css': `.preact { color: rgb(99, 99, 0) }`,
  'routes/preact/[[...path]].tsx': `
    export { default as head } from './_app/main.tsx?browser'
    export default () => <div id="app"></div>`,
  'routes/react/_app/main.tsx': `
    import { createRoot } from 'react-dom/client'
    import { App } from './app.tsx'
    createRoot(document.querySelector('#app')!).render(<App />)`,
  'routes/react/_app/app.tsx': `
    import { Suspense, lazy, useEffect, useState } from 'react'
    import './app.css'
    const Late = lazy(() => import('./late.tsx'))
    export function App() {
      const [count, setCount] = useState<number>(0)
      const [visits, setVisits] = useState(0)
      ${talk}
      return <>
        <h1 className="react">React at {location.pathname}</h1>
        <button onClick={() => setCount(count + 1)}>Count: {count}</button>
        <button onClick={() => send('POST')}>Visits: {visits}</button>
        <Suspense><Late /></Suspense>
      </>
    }`,
  'routes/react/_app/app.css': `.react { color: rgb(0, 0, 99) }`,
  'routes/react/_app/late.tsx': `
    import './late.css'
    export default () => <p className="late">Late</p>`,
  'routes/react/_app/late.css': `.late { color: rgb(99, 0, 99) }`,
  'routes/react/[[...path]].tsx': `
    export { default as head } from './_app/main.tsx?browser'
    export default ({ params }) => <div id="app" class={\`of-preact-\${params.path.length}\`}></div>`,
}

// React logs this in development.
const advertisement = /Download the React DevTools/
const applications = [
  {
    name: 'Vue',
    path: '/en/vue',
    colour: 'rgb(0, 99, 0)',
    counted: 'Count: 1, 2',
    source: 'routes/[lang]/_vue/App.vue',
  },
  {
    name: 'React',
    path: '/react',
    colour: 'rgb(0, 0, 99)',
    counted: 'Count: 1',
    source: 'routes/react/_app/app.tsx',
  },
  {
    name: 'Preact',
    path: '/preact',
    colour: 'rgb(99, 99, 0)',
    counted: 'Count: 1',
    source: 'routes/preact/_app/app.tsx',
  },
] as const

describeSite('a site with applications', files, (current) => {
  test.beforeEach(({ allowConsole }) => {
    if (current.mode === 'dev') allowConsole(advertisement)
  })

  // Runs first, so that no application has loaded its packages yet: Vite must already know them.
  test('does not change islands', async ({ page }) => {
    let navigations = 0
    page.on('framenavigated', () => navigations++)
    await page.goto(current.url('/'), { waitUntil: 'networkidle' })
    await page.getByRole('button', { name: 'Island: 0' }).click()
    await expect(page.getByRole('button', { name: 'Island: 1' })).toHaveCSS('color', 'rgb(0, 0, 9)')
    expect(navigations).toBe(1)
  })

  for (const { name, path, colour, counted } of applications) {
    test(`shows the ${name} application immediately, styled, at every URL below its own`, async ({
      page,
    }) => {
      const navigations: string[] = []
      page.on('framenavigated', (frame) => navigations.push(frame.url()))
      await page.goto(current.url(`${path}/deep/link`))
      await expect(page.getByRole('heading')).toHaveText(`${name} at ${path}/deep/link`)
      await expect(page.getByRole('heading')).toHaveCSS('color', colour)
      await page.getByRole('button', { name: 'Count: 0' }).click()
      await expect(page.getByRole('button', { name: counted, exact: true })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await expect(page.getByRole('button', { name: counted, exact: true })).toBeVisible()
      expect(navigations).toHaveLength(1)
      expect(await page.evaluate(() => (window as unknown as { violations: string[] }).violations)).toEqual(
        [],
      )
    })

    test(`lets the ${name} application use the session of the site`, async ({ page }) => {
      await page.goto(current.url(path))
      await page.getByRole('button', { name: 'Visits: 0' }).click()
      await expect(page.getByRole('button', { name: 'Visits: 1' })).toBeVisible()
      await page.reload()
      await expect(page.getByRole('button', { name: 'Visits: 1' })).toBeVisible()
    })
  }

  test('loads styles and images of an application', async ({ page }) => {
    await page.goto(current.url('/react'))
    await expect(page.getByText('Late')).toHaveCSS('color', 'rgb(99, 0, 99)')
    await page.goto(current.url('/en/vue'))
    await expect(page.getByRole('heading')).toHaveCSS('background-color', 'rgb(9, 0, 0)')
    const width = (image: Element): number => (image as HTMLImageElement).naturalWidth
    await expect.poll(() => page.getByRole('img').evaluate(width)).toBe(9)
  })

  test('refuses other sites and unknown URLs', async () => {
    const post = (headers: Record<string, string>): Promise<Response> =>
      current.server.fetch('/api/visits', { method: 'POST', body: '{"by":1}', headers })
    const json = { 'content-type': 'application/json' }
    expect((await post({ ...json, origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await post({ ...json, origin: current.server.origin })).status).toBe(200)
    expect((await current.server.fetch('/reacts')).status).toBe(404)
  })
})

describeSite(
  'the hot updates of applications',
  files,
  (current) => {
    const change = async (path: keyof typeof files, from: string, to: string): Promise<void> =>
      current.site.write({ [path]: files[path].replace(from, to) })

    for (const { name, path, counted, source } of applications) {
      test(`keep the state of ${name}`, async ({ page, allowConsole }) => {
        allowConsole(/Download the React DevTools|\[vite\] hot updated/)
        await page.goto(current.url(path), { waitUntil: 'networkidle' })
        await page.evaluate(() => Object.assign(window, { isSame: true }))
        await page.getByRole('button', { name: 'Count: 0' }).click()
        await change(source, `${name} at`, `Changed ${name} at`)
        await expect(page.getByRole('heading')).toHaveText(`Changed ${name} at ${path}`)
        await expect(page.getByRole('button', { name: counted, exact: true })).toBeVisible()
        expect(await page.evaluate(() => 'isSame' in window)).toBe(true)
      })
    }

    test('keep the state of an island', async ({ page, allowConsole }) => {
      allowConsole(/\[vite\] hot updated/)
      await page.goto(current.url('/'), { waitUntil: 'networkidle' })
      await page.getByRole('button', { name: 'Island: 0' }).click()
      await change('routes/_count.island.tsx', 'Island:', 'Changed:')
      await expect(page.getByRole('button', { name: 'Changed: 1' })).toBeVisible()
    })
  },
  ['dev'],
)

describeSite(
  'the files of applications',
  files,
  (current) => {
    test('have hashed names, are linked by their pages, and are all used', async () => {
      const html = (await Promise.all(applications.map(({ path }) => current.server.text(path)))).join('')
      const linked = [...html.matchAll(/(?:href|src)="(\/_vial\/[^"]+)"/g)].map(([, url]) => url!)
      expect(linked.filter((url) => url.endsWith('.css'))).toHaveLength(3)
      expect(linked.length).toBeGreaterThan(3)
      for (const url of linked) {
        expect(url).toMatch(/-[\w-]{8}\.(js|css)$/)
        const response = await current.server.fetch(url)
        expect(response.headers.get('cache-control')).toContain('immutable')
      }
      const folder = `${current.site.folder}/dist/client/_vial`
      const names = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name))
      const stylesheets = names.filter((name) => name.endsWith('.css')).map((name) => name.split('-')[0])
      expect(stylesheets.sort()).toEqual(['_count', 'late', 'main', 'main', 'main'])
      const texts = await Promise.all(names.map((name) => readFile(`${folder}/${name}`, 'utf8')))
      expect(texts.join('\n')).not.toMatch(/CANARY|of-preact|from"node:|process\.env|sourceMappingURL/)
    })
  },
  ['production'],
)
