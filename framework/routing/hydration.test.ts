import { describe, expect, it } from 'vitest'
import { findHydrationProblem } from './hydration.ts'

describe('findHydrationProblem()', () => {
  it.each([
    'load',
    'only',
    '(hover)',
    '(min-width: 60rem)',
    '(width >= 600px) and (not (hover: none))',
    '(40em <= width < 80em)',
    '(min-width: calc(1rem + 2px))',
    '(min-width: 0)',
    '(min-aspect-ratio: 16/9)',
    '(max-color: 8)',
  ])('accepts %s', (value) => {
    expect(findHydrationProblem(value)).toBeUndefined()
  })

  it.each([
    ['hover', 'is "hover". Use load, idle, visible, interaction, only, or a media query in parentheses.'],
    ['min-width: 60rem', 'is "min-width: 60rem". Use load,'],
    [true, 'is true. Use load,'],
    ['(min-width 60rem)', '(min-width 60rem) is not a condition of a media query.'],
    ['(hover) and (min-width60rem)', '(min-width60rem) is not a condition'],
    ['(min-width: 600)', '(min-width: 600) is not a condition'],
    ['(width >= 600)', '(width >= 600) is not a condition'],
  ])('refuses %j', (value, problem) => {
    expect(findHydrationProblem(value)).toContain(problem)
  })
})
