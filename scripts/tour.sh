#!/usr/bin/env bash
# A tour of the API with curl: a consent, a voice, and speech in that voice. It works in bash and zsh, while npm start runs in another terminal:
#
#   bash scripts/tour.sh
#
# The sandbox's own voice plays the person. To use your own recordings, set STATEMENT and SAMPLE to WAV files: STATEMENT is the sentence that the
# tour shows, SAMPLE is 5 to 90 s of anything else. API, TOKEN and OUT replace the address of the API, the token and the name of the result.
set -eu
set -o pipefail

HOME_OF_TOUR=$(cd "$(dirname "$0")/.." && pwd)
RUNNING="$HOME_OF_TOUR/.sandbox/running.json"
NAME='Ada Lovelace'
COMPANY='Contoso'
OUT=${OUT:-tour.wav}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

say() { printf '\n%s\n' "$1"; }
fail() { printf '%s\n' "$1" >&2; exit 1; }
command_of() { npm --prefix "$HOME_OF_TOUR" run --silent "$@"; }
# A member of the JSON document on standard input: field subject.id
field() { node -pe 'process.argv[1].split(".").reduce((value, name) => value?.[name], JSON.parse(fs.readFileSync(0, "utf8"))) ?? ""' "$1"; }
# JSON of names and values: json name Ada kind personal
json() { node -pe 'const list = process.argv.slice(1); JSON.stringify(Object.fromEntries(list.flatMap((name, i) => (i % 2 ? [] : [[name, list[i + 1]]]))))' "$@"; }

# Calls the API and prints its answer; anything but 2xx ends the tour with what the API said.
api() {
  CODE=$(curl -sS -o "$WORK/answer" -w '%{http_code}' -H "Authorization: Bearer $TOKEN" "$@") || fail "The API does not answer."
  case "$CODE" in
    2*) cat "$WORK/answer" ;;
    *) fail "The API answered $CODE: $(cat "$WORK/answer")" ;;
  esac
}
# A request repeated with the same key is carried out once.
post() { api -H "Idempotency-Key: $(node -p 'crypto.randomUUID()')" -H 'Content-Type: application/json' -d "$2" "$API$1"; }
upload() { api -F "purpose=$1" -F "file=@$2" "$API/v1/uploads/files" | field id; }

# Waits until a recording was checked.
checked() {
  while :; do
    api "$API/v1/uploads/$1" >"$WORK/upload"
    CHECK=$(field status <"$WORK/upload")
    case "$CHECK" in
      accepted) printf '  %s: accepted\n' "$1"; return ;;
      rejected | expired) fail "The recording was $CHECK: $(field rejection.detail <"$WORK/upload") $(field rejection.advice <"$WORK/upload")" ;;
    esac
    sleep 1
  done
}
# Waits until an operation has ended, and shows its stages.
follow() {
  SHOWN=''
  while :; do
    api "$API/v1/operations/$1" >"$WORK/operation"
    NOW="$(field status <"$WORK/operation"), $(field stage <"$WORK/operation")"
    if [ "$NOW" != "$SHOWN" ]; then printf '  %s\n' "$NOW"; fi
    SHOWN=$NOW
    case "$NOW" in
      succeeded*) return ;;
      failed* | canceled*) fail "The operation did not succeed: $(field error.detail <"$WORK/operation")" ;;
    esac
    sleep 1
  done
}

if [ -z "${API:-}" ]; then
  [ -f "$RUNNING" ] || fail 'No system runs here. Start one in another terminal: npm start'
  API=$(field API_URL <"$RUNNING")
fi
curl -sS -o "$WORK/answer" "$API/health/live" 2>"$WORK/error" || fail "Nothing answers at $API. Start a system in another terminal: npm start"
TOKEN=${TOKEN:-$(command_of token)}

say "1. A consent: $NAME allows $COMPANY to use a voice."
post /v1/consents "$(json voiceTalentName "$NAME" companyName "$COMPANY" locale en-US)" >"$WORK/consent"
CONSENT=$(field id <"$WORK/consent")
SENTENCE=$(field statement <"$WORK/consent")
say "   This is the sentence that the person reads aloud:"
say "   $SENTENCE"

say '2. Two recordings: the sentence, and a sample of the voice. They are checked in the background.'
if [ -z "${STATEMENT:-}" ]; then
  STATEMENT="$WORK/statement.wav"
  command_of read-aloud -- --text "$SENTENCE" --out "$STATEMENT" >"$WORK/log"
fi
if [ -z "${SAMPLE:-}" ]; then
  SAMPLE="$WORK/sample.wav"
  command_of read-aloud -- --out "$SAMPLE" --text 'The harbor wakes before the town does. Ropes creak, gulls argue over scraps, and the first boats push off into a flat gray sea. By the time the baker lights the lamps in the square, most of the nets are already down.' >"$WORK/log"
fi
STATEMENT_ID=$(upload consent "$STATEMENT")
SAMPLE_ID=$(upload sample "$SAMPLE")
checked "$STATEMENT_ID"
checked "$SAMPLE_ID"

say '3. The consent is verified: the recording is compared with the sentence, then Azure examines it.'
OPERATION=$(post "/v1/consents/$CONSENT/recording" "$(json uploadId "$STATEMENT_ID")" | field id)
follow "$OPERATION"

say '4. The voice is created from the sample.'
VOICE_REQUEST="{\"name\":\"Ada\",\"kind\":\"personal\",\"consentId\":\"$CONSENT\",\"samples\":[{\"uploadId\":\"$SAMPLE_ID\"}]}"
OPERATION=$(post /v1/voices "$VOICE_REQUEST" | field id)
follow "$OPERATION"
VOICE=$(api "$API/v1/operations/$OPERATION" | field subject.id)

say '5. The voice speaks.'
OPERATION=$(post /v1/syntheses "$(json voiceId "$VOICE" text 'The kettle is on. This voice was enrolled a moment ago, and now it reads whatever you give it.')" | field id)
follow "$OPERATION"
SYNTHESIS=$(api "$API/v1/operations/$OPERATION" | field subject.id)
api "$API/v1/syntheses/$SYNTHESIS/audio" >"$OUT"

say "The speech is in $OUT. To let the same voice say something else:"
cat <<END

  API=$API
  TOKEN=\$(npm run --silent token)
  curl -H "Authorization: Bearer \$TOKEN" -H "Content-Type: application/json" "\$API/v1/speech" \\
    -d '{"voiceId":"$VOICE","text":"Hello again."}' -o speech.wav
END
