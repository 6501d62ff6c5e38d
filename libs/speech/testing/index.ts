export { NumberedCredential } from './credentials.ts';
export { type ServedTurn, SpeechProtocolServer, wordAudio } from './speech-protocol-server.ts';
