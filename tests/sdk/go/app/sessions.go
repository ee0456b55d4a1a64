package main

import (
	"crypto/rand"
	"encoding/base64"
	"sync"
	"time"

	"github.com/scalekit-inc/scalekit-sdk-go/v2"
)

// A token that is about to expire would expire on its way.
const refreshEarly = 30 * time.Second

// session is one browser that is signed in. Its lock is held while its tokens are judged and renewed, so that
// requests that come together wait for one refresh: a refresh token is good for one.
type session struct {
	sync.Mutex
	user         scalekit.User
	idToken      string
	accessToken  string
	refreshToken string
	freshUntil   time.Time
}

// keep takes the tokens of an answer. A refresh may leave the ID token out; the one before stays good as a hint
// at sign-out.
func (s *session) keep(accessToken, refreshToken, idToken string, expiresIn int) {
	s.accessToken = accessToken
	s.refreshToken = refreshToken
	if idToken != "" {
		s.idToken = idToken
	}
	s.freshUntil = time.Now().Add(time.Duration(expiresIn)*time.Second - refreshEarly)
}

// sessions by the random id in the browser's cookie. Use a store that your servers share: this one forgets
// everybody when the process ends.
type sessions struct {
	sync.Mutex
	byID map[string]*session
}

func (s *sessions) begin(begun *session) (id string) {
	s.Lock()
	defer s.Unlock()
	id = random()
	s.byID[id] = begun
	return id
}

func (s *sessions) find(id string) *session {
	s.Lock()
	defer s.Unlock()
	return s.byID[id]
}

func (s *sessions) end(id string) {
	s.Lock()
	defer s.Unlock()
	delete(s.byID, id)
}

// random is what nobody guesses.
func random() string {
	bytes := make([]byte, 32)
	rand.Read(bytes) // It never fails.
	return base64.RawURLEncoding.EncodeToString(bytes)
}
