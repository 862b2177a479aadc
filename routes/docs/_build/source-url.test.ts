import { describe, expect, it } from 'vitest'
import { formatSourceUrl } from './source-url.ts'

describe('formatSourceUrl()', () => {
  it('leads to a file on the default branch', () => {
    expect(
      formatSourceUrl('git+https://git.example.org/someone/vial.git', 'routes/docs/tutorial/index.mdx'),
    ).toBe('https://git.example.org/someone/vial/blob/HEAD/routes/docs/tutorial/index.mdx')
  })

  it('escapes what has a meaning in URLs', () => {
    expect(formatSourceUrl('git+https://git.example.org/vial.git', 'routes/[a]?.mdx')).toBe(
      'https://git.example.org/vial/blob/HEAD/routes/%5Ba%5D%3F.mdx',
    )
  })
})
