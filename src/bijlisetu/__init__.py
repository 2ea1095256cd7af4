"""Bijli Setu (बिजली सेतु): a bridge between an electricity department and every one of its consumers."""
