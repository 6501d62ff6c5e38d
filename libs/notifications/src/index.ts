export { type Content, contentOf, idsIn, type Names } from './content.ts';
export { DueNotifications } from './due-notifications.ts';
export { renderEmail, type RenderedEmail } from './render-email.ts';
export { renderTeams, type TeamsMessage } from './render-teams.ts';
export { ResolveNames } from './resolve-names.ts';
export { SAMPLE_FACTS } from './sample-facts.ts';
export { type EmailAttempt, emailMessage, type EmailResult, EmailSender, type OutgoingEmail } from './email-sender.ts';
