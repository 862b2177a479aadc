// The groups of documentation pages, in the order of the navigation.
import type { ListedPage } from '../_site/page-list.tsx'
import { browserPages } from './_groups/browser.ts'
import { comingFromPages } from './_groups/coming-from.ts'
import { explanationPages } from './_groups/explanation.ts'
import { guidesPages } from './_groups/guides.ts'
import { productionPages } from './_groups/production.ts'
import { referencePages } from './_groups/reference.ts'
import { startPages } from './_groups/start.ts'
import { tutorialPages } from './_groups/tutorial.ts'

interface Group {
  title: string
  pages: readonly ListedPage[]
}

export const docsGroups = [
  { title: 'Start', pages: startPages },
  { title: 'Tutorial', pages: tutorialPages },
  { title: 'Guides', pages: guidesPages },
  { title: 'In the browser', pages: browserPages },
  { title: 'In production', pages: productionPages },
  { title: 'Coming from', pages: comingFromPages },
  { title: 'Explanation', pages: explanationPages },
  { title: 'Reference', pages: referencePages },
] as const satisfies readonly Group[]
