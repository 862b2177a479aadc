// What the review of requests does not report: sites that are right.
import { expect, it } from 'vitest'
import { openSite } from '../fixtures/open-site.ts'

it('is silent about redirects that a request creates and does not need', async () => {
  const site = await openSite({
    'routes/index.tsx': `import { redirect } from 'vial'
      import Account from './account.personal.tsx'
      import { answers, toLogin } from './_answers.ts'
      export const loader = ({ query }) => {
        const early = redirect('/early')
        if (query.has('early')) return early
        if (query.has('again')) return answers.get('again')
        answers.set('again', redirect('/again'))
        return query.has('login') ? toLogin() : {}
      }
      export default () => <main><Account fallback="no account" /></main>`,
    'routes/_answers.ts': `import { redirect } from 'vial'
      export const answers = new Map()
      const login = redirect('/login')
      export const toLogin = () => login
      export const { status } = redirect('/read')`,
    'routes/account.personal.tsx': `import { redirect } from 'vial'
      export const loader = () => redirect('/login')
      export default () => <b />`,
  })
  const server = await site.startDev()
  expect(await server.text('/')).toContain('no account')
  for (const [path, target] of [
    ['/?early', '/early'],
    ['/?again', '/again'],
    ['/?login', '/login'],
  ] as const) {
    expect((await server.fetch(path)).headers.get('location')).toBe(target)
  }
  expect(server.output()).not.toContain('response was not used')
})
