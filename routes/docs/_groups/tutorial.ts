// The documentation pages of the group “Tutorial”, in reading order.
import type { ListedPage } from '../../_site/page-list.tsx'

export const tutorialPages = [
  {
    route: '/docs/tutorial',
    title: 'Tutorial: a reading list',
    summary: 'Build an application in an hour, from an empty folder to a server.',
  },
  {
    route: '/docs/tutorial/1-first-page',
    title: '1. The first page',
    summary: 'Create the project, add a page, and load data for it.',
  },
  {
    route: '/docs/tutorial/2-layout',
    title: '2. Layout and style',
    summary: 'Give all pages a header, a title and a stylesheet.',
  },
  {
    route: '/docs/tutorial/3-database',
    title: '3. The database',
    summary: 'Create tables with migrations, query them, and write a command.',
  },
  {
    route: '/docs/tutorial/4-forms',
    title: '4. Forms',
    summary: 'Add, change and remove books with forms that validate what people type.',
  },
  {
    route: '/docs/tutorial/5-accounts',
    title: '5. Accounts',
    summary: 'Let people sign up and log in, and show them only their own books.',
  },
  {
    route: '/docs/tutorial/6-island',
    title: '6. An island',
    summary: 'Make one part of a page interactive, and leave the rest as HTML.',
  },
  {
    route: '/docs/tutorial/7-real-time',
    title: '7. Real time',
    summary: 'Tell other open tabs that a book was added.',
  },
  {
    route: '/docs/tutorial/8-tests',
    title: '8. Errors and tests',
    summary: 'Decide what visitors see when something fails, and find it before they do.',
  },
  {
    route: '/docs/tutorial/9-deploy',
    title: '9. Deploy',
    summary: 'Build the application, check its settings, and run it on a server.',
  },
] as const satisfies readonly ListedPage[]
