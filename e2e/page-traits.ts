// What decides whether a page is accessible: the kinds of its elements, and the looks of its text.

export interface Traits {
  /** All that the rules of axe know about an element but its text, one for each kind of element. */
  readonly kinds: string[]
  /** All that the contrast of a text depends on, one for each look of text. */
  readonly looks: string[]
}

/** Runs in the page: adds `readTraits()` and `lookOf()` to its window. */
export function defineTraits(): void {
  const readTraits = (): Traits => ({
    kinds: [...new Set([...kindsOfDocument(), ...[...document.querySelectorAll('*')].map(kindOf)])],
    looks: [...new Set(listTexts().map(lookOf))],
  })

  /** The rules about a document as a whole, which its elements alone do not tell. */
  const kindsOfDocument = (): string[] => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index)
    const landmarks = [
      ...document.querySelectorAll('header, nav, main, aside, footer, form, section, [role]'),
    ]
    return [
      `ids: ${repeated.join()}`,
      `title: ${document.title.trim() !== ''}`,
      `landmarks: ${landmarks.map((element) => element.tagName + nameOf(element)).join()}`,
      `headings: ${[...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(stepTo).join('')}`,
    ]
  }

  /** Whether a heading goes deeper by one level, by more, or not at all. */
  const stepTo = ({ tagName }: Element, index: number, all: Element[]): string => {
    const before = all[index - 1]?.tagName ?? 'H0'
    const step = Number(tagName[1]) - Number(before[1])
    return step > 1 ? `${before}${tagName}` : ''
  }

  const kindOf = (element: Element): string => {
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${judged(name, value)}`)
    const text = element.textContent.trim() === '' ? 'empty' : 'text'
    const isSeen = element.checkVisibility({ visibilityProperty: true })
    return `${pathOf(element)} ${attributes.sort().join(' ')} ${text} ${isSeen ? 'seen' : 'hidden'}`
  }

  const pathOf = (element: Element): string => {
    const role = element.getAttribute('role') ?? ''
    const parent = element.parentElement
    return `${parent ? pathOf(parent) : ''} ${element.tagName}${role && `:${role}`}`
  }

  /** The part of an attribute's value that a rule may judge: all of most, and of the others whether they say anything. */
  const judged = (name: string, value: string): string => {
    if (/^(for|aria-(labelledby|describedby|controls|owns|activedescendant))$/.test(name)) {
      return value.split(/\s+/).every((id) => document.getElementById(id)) ? 'found' : `missing ${value}`
    }
    if (
      /^(id|href|src|srcset|value|name|content|nonce|datetime|title|alt|aria-label|action|d|points|data-.*)$/.test(
        name,
      )
    ) {
      return value.trim() === '' ? 'empty' : 'text'
    }
    return value
  }

  const nameOf = (element: Element): string => {
    const label = element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby')
    return label === null ? '' : `(${label})`
  }

  /** The elements with text that can be seen. */
  const listTexts = (): Element[] => {
    const elements = new Set<Element>(document.querySelectorAll('input, select, textarea'))
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const { parentElement, nodeValue } = texts.currentNode
      if (parentElement && nodeValue?.trim()) elements.add(parentElement)
    }
    const isSeen = (element: Element): boolean =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.getBoundingClientRect().width > 1 &&
      !element.closest('[aria-hidden=true]')
    return [...elements].filter(isSeen)
  }

  const lookOf = (element: Element): string => {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element)
    const layers: string[] = []
    for (let layer: Element | null = element; layer; layer = layer.parentElement) {
      const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(layer)
      layers.push(`${backgroundColor} ${backgroundImage} ${opacity} ${filter}`)
    }
    const plain = 'rgba(0, 0, 0, 0) none 1 none'
    return [color, fontSize, fontWeight, textShadow, ...layers.filter((layer) => layer !== plain)].join(', ')
  }

  Object.assign(window, { readTraits, lookOf })
}
