// Vitest with vial() among its plugins: tests in a browser and in Node.
import { expect, test } from '@playwright/test'
import { createTemporarySite } from '../fixtures/temporary-site.ts'

const config = `
  import { playwright } from '@vitest/browser-playwright'
  import { vial } from 'vial/vite'
  export default {
    cacheDir: '.cache',
    plugins: [vial()],
    test: { projects: [
      { extends: true, test: { name: 'node', include: ['routes/**/*.node.test.ts'] } },
      { extends: true, test: { name: 'browser', include: ['routes/**/*.browser.test.tsx'], browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath: process.env.E2E_CHROMIUM } }),
        instances: [{ browser: 'chromium' }],
      } } },
    ] },
  }`

const files = {
  'vite.config.js': config,
  'routes/index.tsx': `
    import Count from './_count.island.tsx'
    export default () => <main><Count start={3} /></main>`,
  'routes/_count.css': 'button { color: rgb(1, 2, 3) }',
  'routes/_count.island.tsx': `
    import { useState } from 'preact/hooks'
    import { href } from 'vial'
    import './_count.css'
    export default function Count({ start }) {
      const [count, setCount] = useState(start)
      return <button data-href={href('/')} onClick={() => setCount(count + 1)}>{count}</button>
    }`,
  'routes/_count.browser.test.tsx': `
    import { render } from 'preact'
    import { expect, test } from 'vitest'
    import Count from './_count.island.tsx'
    test('counts', async () => {
      render(<Count start={1} />, document.body)
      const button = document.querySelector('button')
      expect(getComputedStyle(button).color).toBe('rgb(1, 2, 3)')
      expect(button.dataset.href).toBe('/')
      button.click()
      await expect.poll(() => button.textContent).toBe('2')
    })`,
  'routes/index.node.test.ts': `
    import { expect, test } from 'vitest'
    import { createTestClient } from 'vial/testing'
    test('renders the island', async () => {
      const client = await createTestClient()
      expect(await (await client.get('/')).text()).toContain('>3</button>')
      await client.close()
    })`,
}

test('vitest runs tests of a site in a browser and in Node', async () => {
  const site = await createTemporarySite(files)
  const { code, output, remarks } = await site.vial(['run', '--reporter=verbose', '--testTimeout=120000'], {
    script: 'node_modules/vitest/vitest.mjs',
    environment: { E2E_CHROMIUM: process.env.E2E_CHROMIUM ?? '' },
  })
  await site.dispose()
  expect(code, `${output}\n${remarks}`).toBe(0)
  expect(output).toContain('2 passed')
})
