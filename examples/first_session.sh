#!/bin/sh
# A first session with curl: sign in, list companies, create one, edit it, see what a mistake looks like.
# It talks to `ventanilla serve --demo`; VENTANILLA_URL, VENTANILLA_EMAIL and VENTANILLA_PASSWORD say otherwise.
set -eu

url=${VENTANILLA_URL:-http://127.0.0.1:8080}
email=${VENTANILLA_EMAIL:-ana@example.com}
password=${VENTANILLA_PASSWORD:-ventanilla-demo}
token=

# call METHOD PARAMETERS: prints the reply, also when the call failed.
call() {
    curl --silent --show-error "$url/api" \
        --header 'Content-Type: application/json' \
        --header "Authorization: Bearer $token" \
        --data "{\"method\": \"$1\", \"parameters\": $2}"
}

# first KEY: the first value of that key in a reply. Enough for a demonstration; use jq in earnest.
first() {
    grep -oE "\"$1\":(\"[^\"]*\"|[0-9]+)" | head -n 1 | sed 's/^[^:]*://; s/"//g'
}

token=$(call Auth.Login "{\"email\": \"$email\", \"password\": \"$password\"}" | first token)
[ -n "$token" ] || { echo "could not sign in as $email at $url" >&2; exit 1; }
profile=$(call Profiles.GetProfiles '{}' | first id)

echo 'The first two companies:'
call Companies.GetCompanies "{\"profile_id\": $profile, \"pagination\": 2}"
echo

type=$(call Companies.GetTypes "{\"profile_id\": $profile}" | first id)
industry=$(call Companies.GetIndustries "{\"profile_id\": $profile}" | first id)
created=$(call Companies.CreateCompany "{\"profile_id\": $profile, \"name\": \"Café del Puerto\", \"type_id\": $type, \"industry_id\": $industry}")
company=$(echo "$created" | first id)
[ -n "$company" ] || { echo "the company was not created: $created" >&2; exit 1; }
echo "Created company $company."

echo 'Edited; what is not named stays as it was:'
call Companies.EditCompany "{\"profile_id\": $profile, \"company_id\": $company, \"phone\": \"+52 33 1234 5678\"}"
echo

# A failed call changes nothing, and its reply lists everything that is wrong with it.
echo 'A call with two mistakes:'
failed=$(call Companies.EditCompany "{\"profile_id\": $profile, \"company_id\": $company, \"nmae\": \"Café\", \"type_id\": \"none\"}")
echo "$failed"
case $failed in
    *'"success":false'*) ;;
    *) echo 'this call should have failed' >&2; exit 1 ;;
esac
